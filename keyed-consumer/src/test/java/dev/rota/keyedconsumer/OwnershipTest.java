package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How partitions come and go, with no broker in the way. */
@Timeout(30)
class OwnershipTest {

    @Test
    void aRevokedPartitionFinishesWhatWouldBeRepeatedAndBeginsNothingElse() {
        List<Long> handled = new CopyOnWriteArrayList<>();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (EngineRig rig = new EngineRig(2, record -> {
            if (record.offset() == 0) {
                begun.countDown();
                goOn.await();
            }
            handled.add(record.offset());
        })) {
            rig.assign();
            // 1 waits behind 0 for its key, 2 is done beyond both, 3 waits behind 1.
            rig.poll(0, "a", "a", "b", "a");
            await().untilAsserted(() -> assertThat(handled).containsExactly(2L));
            HandOut handOut = rig.assignment().handOut();
            Thread.ofVirtual().start(() -> {
                await().until(handOut::isStopped);
                goOn.countDown();
            });

            rig.revoke();

            assertThat(handled).containsExactly(2L, 0L, 1L);
            assertThat(rig.committed()).isEqualTo(3);
            assertThat(rig.ownership.assignments()).isEmpty();
        }
    }

    @Test
    void aHandlerThatOutlastsTheDrainDeadlineIsAbandonedAndNotCommitted() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        try (EngineRig rig = new EngineRig(2, Duration.ofMillis(200), FailurePolicy.standard(), record -> {
            if (record.offset() == 1) {
                begun.countDown();
                never.await();
            }
        })) {
            rig.assign();
            rig.poll(0, "a", "b", "c");
            await().untilAsserted(() -> assertThat(rig.ledger().doneBeyond()).isOne());

            rig.revoke();

            assertThat(begun.getCount()).isZero();
            assertThat(rig.committed()).isEqualTo(1);
        }
    }

    @Test
    void aRevocationDoesNotOutlastACloseThatIsAskedForMeanwhile() {
        CountDownLatch never = new CountDownLatch(1);
        try (EngineRig rig = new EngineRig(2, Duration.ofHours(1), FailurePolicy.standard(), record -> never.await())) {
            rig.assign();
            rig.poll(0, "a");
            await().untilAsserted(() -> assertThat(rig.assignment().inFlight()).isOne());
            HandOut handOut = rig.assignment().handOut();
            Thread.ofVirtual().start(() -> {
                await().until(handOut::isStopped);
                rig.closeOverdue = true;
            });

            rig.revoke();

            assertThat(rig.ownership.assignments()).isEmpty();
            assertThat(rig.committed()).isLessThanOrEqualTo(0);
        }
    }

    @Test
    void aRecordThatWaitsForItsRetryIsNotWaitedFor() {
        AtomicInteger attempts = new AtomicInteger();
        FailurePolicy muchLater = failure -> Verdict.retry(Duration.ofMinutes(1));
        try (EngineRig rig = new EngineRig(2, Duration.ofSeconds(20), muchLater, record -> {
            attempts.incrementAndGet();
            throw new IllegalStateException();
        })) {
            rig.assign();
            rig.poll(0, "a");
            await().untilAsserted(() -> assertThat(rig.assignment().isAtRest()).isTrue());
            long begun = System.nanoTime();

            rig.revoke();

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
            assertThat(rig.committed()).isLessThanOrEqualTo(0);
        }
    }

    @Test
    @Timeout(120)
    void lanesThatOvertakeWhileThreadsTakeThemAreStillWorkedOffOnce() throws InterruptedException {
        // Each key twice: whoever has begun a second record leaves holes to fill in every lane that has not begun.
        String[] keys =
                IntStream.range(0, 1_000).mapToObj(i -> "key-" + i % 500).toArray(String[]::new);
        AtomicIntegerArray handled = new AtomicIntegerArray(keys.length);
        for (int round = 1; round <= 200; round++) {
            CountDownLatch underWay = new CountDownLatch(100);
            try (EngineRig rig = new EngineRig(16, record -> {
                handled.incrementAndGet((int) record.offset());
                underWay.countDown();
                LockSupport.parkNanos(50_000);
            })) {
                rig.assign();
                rig.poll(0, keys);
                underWay.await();

                rig.revoke();

                assertThat(rig.defect).hasValue(null);
            }
            for (int offset = 0; offset < keys.length; offset++) {
                assertThat(handled.getAndSet(offset, 0))
                        .as("round %d, offset %d", round, offset)
                        .isLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void aLostPartitionCommitsNothing() {
        try (EngineRig rig = new EngineRig(2, record -> {})) {
            rig.assign();
            rig.poll(0, "a", "b");
            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(2));

            rig.lose();

            assertThat(rig.committed()).isEqualTo(-1);
            assertThat(rig.ownership.assignments()).isEmpty();
        }
    }

    @Test
    void workOfAnOlderAssignmentNeverCompletesIntoANewerOne() {
        CountDownLatch oldWork = new CountDownLatch(1);
        CountDownLatch newWork = new CountDownLatch(1);
        AtomicInteger deliveries = new AtomicInteger();
        AtomicInteger finished = new AtomicInteger();
        try (EngineRig rig = new EngineRig(4, record -> {
            (deliveries.incrementAndGet() == 1 ? oldWork : newWork).await();
            finished.incrementAndGet();
        })) {
            rig.assign();
            rig.poll(0, "a");
            await().untilAsserted(() -> assertThat(deliveries).hasValue(1));
            rig.lose();
            rig.assign();
            rig.poll(0, "a");
            await().untilAsserted(() -> assertThat(deliveries).hasValue(2));

            oldWork.countDown();

            await().untilAsserted(() -> assertThat(finished).hasValue(1));
            assertThat(rig.ledger().committable()).hasValue(0);
            newWork.countDown();
            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(1));
        }
    }

    @Test
    void aLogThatWentBackIsReadAnewUnderANewAssignment() {
        try (EngineRig rig = new EngineRig(2, record -> {})) {
            rig.assign();
            rig.poll(100, "a", "b");
            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(102));
            PartitionAssignment before = rig.assignment();

            long found = rig.ownership.goBack(EngineRig.PARTITION, 102, 40);

            rig.poll(found, "c");
            assertThat(found).isEqualTo(40);
            assertThat(rig.assignment()).isNotSameAs(before);
            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(41));
        }
    }

    @Test
    void aLogThatWentBackIsReadAnewFromTheFirstRecordThatIsNotDone() {
        CountDownLatch never = new CountDownLatch(1);
        try (EngineRig rig = new EngineRig(2, record -> {
            if (record.offset() == 101) {
                never.await();
            }
        })) {
            rig.assign();
            rig.poll(100, "a", "b", "c", "d");
            await().untilAsserted(() -> assertThat(rig.ledger().doneBeyond()).isEqualTo(2));
            rig.closeOverdue = true;

            long found = rig.ownership.goBack(EngineRig.PARTITION, 104, 103);

            assertThat(found).isEqualTo(101);
            assertThat(rig.ledger().committable()).hasValue(101);
        }
    }

    @Test
    void aLogThatWentBackWaitsForWhatRunsBeforeItIsReadAnew() {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger runningAtOnce = new AtomicInteger();
        AtomicInteger handled = new AtomicInteger();
        try (EngineRig rig = new EngineRig(2, record -> {
            runningAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
            begun.countDown();
            Thread.sleep(Duration.ofMillis(300));
            running.decrementAndGet();
            handled.incrementAndGet();
        })) {
            rig.assign();
            rig.poll(100, "a");
            await().until(() -> begun.getCount() == 0);

            long found = rig.ownership.goBack(EngineRig.PARTITION, 101, 100);

            rig.poll(found, "a");
            await().untilAsserted(() -> assertThat(handled).hasValue(2));
            assertThat(runningAtOnce).hasValue(1);
        }
    }

    @Test
    void recordsOfAPartitionThatIsLostAlreadyAreLeftToItsNextOwner() {
        AtomicInteger handled = new AtomicInteger();
        try (EngineRig rig = new EngineRig(2, record -> handled.incrementAndGet())) {
            rig.assign();
            rig.lose();

            rig.poll(0, "a", "b");

            rig.assign();
            rig.poll(0, "a");
            await().untilAsserted(() -> assertThat(rig.ledger().committable()).hasValue(1));
            assertThat(handled).hasValue(1);
        }
    }

    @Test
    void whatIsAbandonedIsNotJudgedAndNotBuried() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch failed = new CountDownLatch(1);
        AtomicInteger judged = new AtomicInteger();
        FailurePolicy policy = failure -> {
            judged.incrementAndGet();
            return Verdict.poison("test");
        };
        try (EngineRig rig = new EngineRig(1, Duration.ofSeconds(1), policy, record -> {
            if (record.key().equals("b")) {
                failed.countDown();
                return;
            }
            begun.countDown();
            goOn.await();
            throw new IllegalStateException("told to go");
        })) {
            rig.assign();
            rig.poll(0, "a");
            await().until(() -> begun.getCount() == 0);
            rig.lose();

            goOn.countDown();

            // The one thread is free again only when it is through with the abandoned record.
            rig.assign();
            rig.poll(0, "b");
            await().until(() -> failed.getCount() == 0);
            assertThat(judged).hasValue(0);
            assertThat(rig.deadLetters).isEmpty();
        }
    }

    @Test
    void aFenceThatIsBeingAskedIsWaitedForAndOneThatFailedIsNotAskedAgain() {
        PartitionAssignment assignment = new PartitionAssignment(EngineRig.PARTITION, false, true);
        boolean begun = assignment.beginFencing();
        assignment.stop();
        boolean restWhileAsking = assignment.isAtRest();
        assignment.fenceAnswered();

        boolean again = assignment.beginFencing();

        assertThat(begun).isTrue();
        assertThat(restWhileAsking).isFalse();
        assertThat(again).isFalse();
        assertThat(assignment.isAtRest()).isTrue();
    }
}
