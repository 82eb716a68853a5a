package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What runs at once and in which order, with no broker in the way. */
@Timeout(30)
class KeyOrderTest {

    private static final FailurePolicy RETRY_SOON = failure -> Verdict.retry(Duration.ofMillis(20));

    @Test
    void recordsOfAKeyRunInOrderAndNeverAtOnceWhileKeysRunSideBySide() {
        Map<String, List<Long>> order = new ConcurrentHashMap<>();
        Set<String> running = ConcurrentHashMap.newKeySet();
        AtomicInteger overlaps = new AtomicInteger();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger mostAtOnce = new AtomicInteger();
        RecordHandler<String, String> handler = record -> {
            if (!running.add(record.key())) {
                overlaps.incrementAndGet();
            }
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            order.computeIfAbsent(record.key(), key -> Collections.synchronizedList(new ArrayList<>()))
                    .add(record.offset());
            Thread.sleep(Duration.ofNanos(new Random().nextInt(1_000_000)));
            atOnce.decrementAndGet();
            running.remove(record.key());
        };
        try (EngineRig rig = new EngineRig(8, handler)) {
            rig.assign();

            for (int batch = 0; batch < 20; batch++) {
                rig.poll(batch * 100L, keys(100, 30, batch));
            }

            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(2_000));
            assertThat(overlaps).hasValue(0);
            assertThat(mostAtOnce).hasValue(8);
            assertThat(order.values()).allSatisfy(offsets -> assertThat(offsets).isSorted());
        }
    }

    @Test
    void aRetryingKeyHoldsBackOnlyItself() {
        List<String> handled = new CopyOnWriteArrayList<>();
        CountDownLatch healed = new CountDownLatch(1);
        RecordHandler<String, String> handler = record -> {
            if (record.key().equals("sick") && healed.getCount() > 0) {
                throw new IllegalStateException("not yet");
            }
            handled.add(record.key() + record.offset());
        };
        try (EngineRig rig = new EngineRig(1, Duration.ofSeconds(1), RETRY_SOON, handler)) {
            rig.assign();
            rig.poll(0, "sick", "well", "sick", "well");
            await().untilAsserted(() -> assertThat(handled).containsExactly("well1", "well3"));
            assertThat(rig.ledger().committable()).hasValue(0);

            healed.countDown();

            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(4));
            assertThat(handled).containsExactly("well1", "well3", "sick0", "sick2");
        }
    }

    @Test
    void recordsWithoutAKeyHaveNoOrderAndRunSideBySide() {
        CountDownLatch allAtOnce = new CountDownLatch(5);
        try (EngineRig rig = new EngineRig(5, record -> {
            allAtOnce.countDown();
            allAtOnce.await();
        })) {
            rig.assign();

            rig.poll(0, null, null, null, null, null);

            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(5));
        }
    }

    @Test
    void aBusyKeyDoesNotStarveAnother() {
        List<String> handled = new CopyOnWriteArrayList<>();
        CountDownLatch polled = new CountDownLatch(1);
        try (EngineRig rig = new EngineRig(1, record -> {
            polled.await();
            handled.add(record.key());
        })) {
            rig.assign();
            String[] keys = new String[1_000];
            Arrays.fill(keys, "busy");
            keys[999] = "other";
            rig.poll(0, keys);

            polled.countDown();

            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(1_000));
            assertThat(handled.indexOf("other")).isLessThan(200);
        }
    }

    @Test
    void anErrorInAHandlerIsAFailureLikeAnyOther() {
        AtomicInteger attempts = new AtomicInteger();
        try (EngineRig rig = new EngineRig(1, Duration.ofSeconds(1), RETRY_SOON, record -> {
            if (attempts.incrementAndGet() < 3) {
                throw new StackOverflowError();
            }
        })) {
            rig.assign();

            rig.poll(0, "key");

            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(1));
            assertThat(attempts).hasValue(3);
            assertThat(rig.defect).hasNullValue();
        }
    }

    @Test
    void anInterruptThatAHandlerLeavesBehindDoesNotHitTheNextRecord() {
        AtomicInteger interrupted = new AtomicInteger();
        try (EngineRig rig = new EngineRig(1, record -> {
            if (Thread.currentThread().isInterrupted()) {
                interrupted.incrementAndGet();
            }
            Thread.currentThread().interrupt();
        })) {
            rig.assign();

            rig.poll(0, "key", "key", "other");

            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(3));
            assertThat(interrupted).hasValue(0);
        }
    }

    @Test
    void aPolicyThatThrowsMeansARetry() {
        AtomicInteger attempts = new AtomicInteger();
        FailurePolicy broken = failure -> {
            throw new UnsupportedOperationException();
        };
        try (EngineRig rig = new EngineRig(1, Duration.ofSeconds(1), broken, record -> {
            if (attempts.incrementAndGet() < 2) {
                throw new IllegalStateException();
            }
        })) {
            rig.assign();

            rig.poll(0, "key");

            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(1));
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what a policy of somebody without NullAway may do
    void aPolicyThatGivesNoVerdictMeansARetry() {
        AtomicInteger attempts = new AtomicInteger();
        try (EngineRig rig = new EngineRig(1, Duration.ofSeconds(1), failure -> null, record -> {
            if (attempts.incrementAndGet() < 2) {
                throw new IllegalStateException();
            }
        })) {
            rig.assign();

            rig.poll(0, "key");

            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(1));
            assertThat(rig.defect).hasNullValue();
        }
    }

    @Test
    void aPoisonousRecordIsDoneOnlyWhenItsDeadLetterIsStored() {
        AtomicInteger attempts = new AtomicInteger();
        try (EngineRig rig = new EngineRig(1, Duration.ofSeconds(1), failure -> Verdict.poison("test"), record -> {
            attempts.incrementAndGet();
            throw new IllegalArgumentException("never");
        })) {
            rig.deadLettersRefuse.set(new IllegalStateException("no such topic"));
            rig.assign();
            rig.poll(0, "key");
            await().untilAsserted(
                            () -> assertThat(rig.assignment().isInOutage()).isTrue());
            assertThat(rig.ledger().committable()).hasValue(0);

            rig.deadLettersRefuse.set(null);

            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(1));
            assertThat(rig.assignment().isInOutage()).isFalse();
            assertThat(attempts).hasValue(1);
            assertThat(rig.deadLetters).singleElement().satisfies(letter -> {
                assertThat(letter.record().offset()).isZero();
                assertThat(letter.failure().cause()).hasMessage("never");
            });
        }
    }

    @Test
    void anOutageIsOverWhenTheRecordSucceeds() {
        AtomicInteger attempts = new AtomicInteger();
        CountDownLatch back = new CountDownLatch(1);
        FailurePolicy outage = failure -> Verdict.outage(Duration.ofMillis(10));
        try (EngineRig rig = new EngineRig(1, Duration.ofSeconds(1), outage, record -> {
            attempts.incrementAndGet();
            if (back.getCount() > 0) {
                throw new ConnectException("refused");
            }
        })) {
            rig.assign();
            rig.poll(0, "key");
            await().untilAsserted(() -> assertThat(attempts).hasValueGreaterThan(2));
            assertThat(rig.assignment().isInOutage()).isTrue();

            back.countDown();

            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(1));
            assertThat(rig.assignment().isInOutage()).isFalse();
            assertThat(rig.deadLetters).isEmpty();
        }
    }

    private static String[] keys(int count, int different, long seed) {
        Random random = new Random(seed);
        String[] keys = new String[count];
        for (int i = 0; i < count; i++) {
            keys[i] = "key-" + random.nextInt(different);
        }
        return keys;
    }
}
