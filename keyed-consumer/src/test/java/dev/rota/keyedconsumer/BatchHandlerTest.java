package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a batch handler is given, and what becomes of a batch that fails, with no broker in the way. */
@Timeout(30)
class BatchHandlerTest {

    private static final FailurePolicy THRICE =
            FailurePolicy.standard(3, new Backoff(Duration.ofMillis(5), Duration.ofMillis(5)));

    private final List<List<Long>> batches = new CopyOnWriteArrayList<>();

    @Test
    void takesAllThatIsBufferedInOrderWhateverTheKeysNeverTwiceAtOnce() {
        CountDownLatch polled = new CountDownLatch(1);
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger mostAtOnce = new AtomicInteger();
        try (EngineRig rig = rig(Integer.MAX_VALUE, FailurePolicy.standard(), records -> {
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            polled.await();
            note(records);
            atOnce.decrementAndGet();
        })) {
            rig.assign();
            rig.poll(0, "a");
            await().until(() -> atOnce.get() == 1);
            rig.poll(1, "b", null, "a");
            rig.poll(4, "b");

            polled.countDown();

            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(5));
            assertThat(batches).containsExactly(List.of(0L), List.of(1L, 2L, 3L, 4L));
            assertThat(mostAtOnce).hasValue(1);
        }
    }

    @Test
    void aBatchHasNoMoreRecordsThanItMay() {
        try (EngineRig rig = rig(2, FailurePolicy.standard(), this::note)) {
            rig.assign();

            rig.poll(0, "a", "b", "c", "d", "e");

            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(5));
            assertThat(batches).containsExactly(List.of(0L, 1L), List.of(2L, 3L), List.of(4L));
        }
    }

    @Test
    void aBatchThatFailsIsTriedAgainAsAWhole() {
        AtomicInteger calls = new AtomicInteger();
        try (EngineRig rig = rig(Integer.MAX_VALUE, THRICE, records -> {
            note(records);
            if (calls.incrementAndGet() < 3) {
                throw new IllegalStateException("deadlock detected");
            }
        })) {
            rig.assign();

            rig.poll(0, "a", "b", "c");

            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(3));
            assertThat(batches).hasSize(3).containsOnly(List.of(0L, 1L, 2L));
            assertThat(rig.deadLetters).isEmpty();
        }
    }

    @Test
    void theOneRecordThatSpoilsItsBatchIsFoundAndOnlyThatOneIsBuried() {
        List<Long> stored = new CopyOnWriteArrayList<>();
        try (EngineRig rig = rig(Integer.MAX_VALUE, THRICE, records -> {
            if (offsets(records).contains(2L)) {
                throw new IllegalArgumentException("violates a check");
            }
            stored.addAll(offsets(records));
        })) {
            rig.assign();

            rig.poll(0, "a", "b", "c", "d");

            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(4));
            assertThat(stored).containsExactly(0L, 1L, 3L);
            assertThat(rig.deadLetters)
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.record().offset()).isEqualTo(2));
        }
    }

    @Test
    void bytesThatCannotBeReadEndTheBatchBeforeThemAndAreBuried() {
        try (EngineRig rig = rig(Integer.MAX_VALUE, THRICE, this::note)) {
            rig.unreadable.addAll(Set.of(0L, 3L));
            rig.assign();

            rig.poll(0, "a", "b", "c", "d", "e");

            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(5));
            assertThat(batches).containsExactly(List.of(1L, 2L), List.of(4L));
            assertThat(rig.deadLetters)
                    .extracting(letter -> letter.record().offset())
                    .containsExactly(0L, 3L);
        }
    }

    @Test
    void aBatchThatIsTriedAgainTakesNothingNewAlong() {
        CountDownLatch failed = new CountDownLatch(1);
        CountDownLatch polled = new CountDownLatch(1);
        try (EngineRig rig = rig(Integer.MAX_VALUE, THRICE, records -> {
            note(records);
            if (batches.size() == 1) {
                failed.countDown();
                polled.await();
                throw new IllegalStateException("too much at once");
            }
        })) {
            rig.assign();
            rig.poll(0, "a", "b");
            await().until(() -> failed.getCount() == 0);
            rig.poll(2, "c", "d");

            polled.countDown();

            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(4));
            assertThat(batches).containsExactly(List.of(0L, 1L), List.of(0L, 1L), List.of(2L, 3L));
        }
    }

    @Test
    void anOutageHoldsTheBatchUntilItIsOver() {
        AtomicBoolean down = new AtomicBoolean(true);
        AtomicInteger calls = new AtomicInteger();
        try (EngineRig rig = rig(Integer.MAX_VALUE, THRICE, records -> {
            calls.incrementAndGet();
            if (down.get()) {
                throw new ConnectException("refused");
            }
            note(records);
        })) {
            rig.assign();
            rig.poll(0, "a", "b");
            await().until(() -> calls.get() > 5);
            assertThat(rig.assignment().isInOutage()).isTrue();

            down.set(false);

            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(2));
            assertThat(batches).containsExactly(List.of(0L, 1L));
            assertThat(rig.assignment().isInOutage()).isFalse();
            assertThat(rig.deadLetters).isEmpty();
        }
    }

    @Test
    void aRevokedPartitionWaitsForTheBatchInHandAndBeginsNoOther() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (EngineRig rig = rig(2, FailurePolicy.standard(), records -> {
            begun.countDown();
            goOn.await();
            note(records);
        })) {
            rig.assign();
            rig.poll(0, "a", "b", "c", "d");
            await().until(() -> begun.getCount() == 0);
            HandOut handOut = rig.assignment().handOut();
            Thread.ofVirtual().start(() -> {
                await().until(handOut::isStopped);
                goOn.countDown();
            });

            rig.revoke();

            assertThat(batches).containsExactly(List.of(0L, 1L));
            assertThat(rig.committed()).isEqualTo(2);
        }
    }

    private static EngineRig rig(int maxRecords, FailurePolicy policy, BatchHandler<String, String> handler) {
        return new EngineRig(4, Duration.ofSeconds(10), policy, new Handling.InBatches<>(handler, maxRecords));
    }

    private void note(List<ReceivedRecord<String, String>> records) {
        batches.add(offsets(records));
    }

    private static List<Long> offsets(List<ReceivedRecord<String, String>> records) {
        return records.stream().map(ReceivedRecord::offset).toList();
    }
}
