package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that a real coordinator gives too rarely to wait for. */
class OffsetCommitterTest {

    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

    private final ScriptedConsumer kafka = new ScriptedConsumer();
    private final EventCounters counters = new EventCounters();
    private final Events events = new Events(counters, new EventLog("group", Optional.empty()), Optional.empty());
    private final OffsetCommitter committer = new OffsetCommitter(kafka, Duration.ofMillis(1), 10, events);
    private final PartitionAssignment assignment = new PartitionAssignment(PARTITION, false, false);
    private final OffsetLedger<Delivery> ledger = assignment.ledger();

    @BeforeEach
    void threeRecordsDone() {
        done(0);
        done(1);
        done(2);
    }

    @Test
    void countsOnlyWhenTheCoordinatorHasAccepted() {
        commitInBackground();
        boolean countedEarly = ledger.committed().isPresent();

        kafka.answer(null);

        assertThat(countedEarly).isFalse();
        assertThat(ledger.committed()).hasValue(3);
        assertThat(counters.totals().commits()).isOne();
    }

    @Test
    void aRefusedCommitMarksNothingAndTheNextOneCoversIt() {
        commitInBackground();

        kafka.answer(new RebalanceInProgressException());

        assertThat(ledger.committed()).isEmpty();
        assertThat(counters.totals().commitFailures()).isOne();
        commitInBackground();
        assertThat(kafka.asked).hasSize(2).last().isEqualTo(Map.of(PARTITION, new OffsetAndMetadata(3)));
    }

    @Test
    void onlyOneIsUnderWayAtATime() {
        commitInBackground();
        done(3);

        committer.commitIfDue(List.of(assignment));

        assertThat(kafka.asked).hasSize(1);
    }

    @Test
    void nothingNewIsNotCommittedAgain() {
        commitInBackground();
        kafka.answer(null);

        committer.commitIfDue(List.of(assignment));

        assertThat(kafka.asked).hasSize(1);
    }

    @Test
    void aLateAnswerDoesNotTakeTheLedgerBack() {
        commitInBackground();
        done(3);
        committer.commitNow(List.of(assignment), Duration.ofSeconds(1));

        kafka.answer(null);

        assertThat(ledger.committed()).hasValue(4);
    }

    @Test
    void aFailedCommitOnTheWayOutIsReportedNotThrown() {
        kafka.refuseSync = true;

        committer.commitNow(List.of(assignment), Duration.ofSeconds(1));

        assertThat(ledger.committed()).isEmpty();
        assertThat(counters.totals().commitFailures()).isOne();
    }

    @Test
    void soManyRecordsDoneMakeACommitDueBeforeTheIntervalIsOver() {
        OffsetCommitter patient = new OffsetCommitter(kafka, Duration.ofHours(1), 3, events);
        patient.done();
        patient.done();
        patient.commitIfDue(List.of(assignment));
        int askedAfterTwo = kafka.asked.size();
        patient.done();

        patient.commitIfDue(List.of(assignment));

        assertThat(askedAfterTwo).isZero();
        assertThat(kafka.asked).hasSize(1);
    }

    @Test
    void aRefusedCommitIsRepeatedSoonButNotForTheNumberOfRecords() {
        OffsetCommitter patient = new OffsetCommitter(kafka, Duration.ofHours(1), 1, events);
        patient.done();
        patient.commitIfDue(List.of(assignment));
        kafka.answer(new RebalanceInProgressException());
        patient.done();

        patient.commitIfDue(List.of(assignment));

        assertThat(kafka.asked).hasSize(1);
        await().until(() -> {
            patient.commitIfDue(List.of(assignment));
            return kafka.asked.size() == 2;
        });
    }

    private void done(long offset) {
        byte[] nothing = new byte[0];
        KeyLane lane = new KeyLane(assignment);
        Delivery delivery = new Delivery(lane, new ConsumerRecord<>(PARTITION.topic(), 0, offset, nothing, nothing));
        ledger.start(delivery);
        ledger.complete(delivery);
    }

    private void commitInBackground() {
        int before = kafka.asked.size();
        await().until(() -> {
            committer.commitIfDue(List.of(assignment));
            return kafka.asked.size() > before;
        });
    }

    /** Keeps background commits until the test answers them. */
    private static final class ScriptedConsumer extends MockConsumer<byte[], byte[]> {

        private final List<Map<TopicPartition, OffsetAndMetadata>> asked = new ArrayList<>();
        private final List<OffsetCommitCallback> open = new ArrayList<>();
        private boolean refuseSync;

        private ScriptedConsumer() {
            super("earliest");
            assign(List.of(PARTITION));
        }

        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
            asked.add(offsets);
            open.add(callback);
        }

        @Override
        public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
            if (refuseSync) {
                throw new RebalanceInProgressException();
            }
            super.commitSync(offsets, timeout);
        }

        private void answer(Exception failure) {
            open.removeFirst().onComplete(asked.getLast(), failure);
        }
    }
}
