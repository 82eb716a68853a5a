package dev.rota.keyedconsumer;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;

/**
 * Commits what the ledgers say is done: in the background at an interval or when so many records are done, whichever
 * comes first, and at once when partitions go.
 *
 * <p>A commit counts in a ledger only when the coordinator has accepted it. One that failed needs no memory: the next
 * one takes the ledgers as they are then, which covers it. At most one background commit is under way at a time.
 * Belongs to the poll thread, on which the client also runs its callbacks.
 */
final class OffsetCommitter {

    private static final Backoff AFTER_FAILURE = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

    private final Consumer<byte[], byte[]> consumer;
    private final Duration interval;
    private final int records;
    private final Events events;
    private int doneSince;
    private boolean underWay;
    private int failuresInARow;
    private long dueNanos;

    /**
     * @param interval between background commits at most
     * @param records done between background commits at most, so far as the coordinator keeps up
     */
    OffsetCommitter(Consumer<byte[], byte[]> consumer, Duration interval, int records, Events events) {
        this.consumer = consumer;
        this.interval = interval;
        this.records = records;
        this.events = events;
        this.dueNanos = System.nanoTime() + Durations.nanos(interval);
    }

    /** A record is done. */
    void done() {
        doneSince++;
    }

    /** Starts a background commit if one is due and there is something to commit. */
    void commitIfDue(Collection<PartitionAssignment> assignments) {
        if (underWay || !isDue()) {
            return;
        }
        doneSince = 0;
        dueNanos = System.nanoTime() + Durations.nanos(interval);
        Commit commit = Commit.of(assignments);
        if (commit.isEmpty()) {
            return;
        }
        underWay = true;
        consumer.commitAsync(commit.toKafka(), (offsets, failure) -> {
            underWay = false;
            if (failure == null) {
                accepted(commit);
            } else {
                failed(commit, failure);
            }
        });
    }

    private boolean isDue() {
        return System.nanoTime() - dueNanos >= 0 || (failuresInARow == 0 && doneSince >= records);
    }

    /**
     * Commits at once and waits for the answer; a failure is reported, not thrown.
     *
     * @return whether it may be asked again: a rebalance refused it, which passes while the consumer polls
     */
    boolean commitNow(Collection<PartitionAssignment> assignments, Duration timeout) {
        Commit commit = Commit.of(assignments);
        if (commit.isEmpty()) {
            return false;
        }
        try {
            // Retries by itself what can be retried, and first waits for a background commit that is under way.
            consumer.commitSync(commit.toKafka(), timeout);
            accepted(commit);
            return false;
        } catch (KafkaException failure) {
            failed(commit, failure);
            return failure instanceof RebalanceInProgressException;
        }
    }

    private void accepted(Commit commit) {
        failuresInARow = 0;
        commit.enter();
        events.tell(listener -> listener.onCommitted(commit.byPartition()));
    }

    private void failed(Commit commit, Exception failure) {
        // A rebalance asks for no more patience with each refusal: it passes, and what it held back is wanted soon
        // after.
        failuresInARow = failure instanceof RebalanceInProgressException ? 1 : failuresInARow + 1;
        dueNanos = System.nanoTime() + AFTER_FAILURE.after(failuresInARow).toNanos();
        events.tell(listener -> listener.onCommitFailed(commit.byPartition(), failure));
    }

    /**
     * One commit: what each ledger said when it was made.
     *
     * @param offsets by assignment, not by partition: when the answer comes the partition may have been taken and given
     *     anew
     */
    private record Commit(Map<PartitionAssignment, OffsetAndMetadata> offsets) {

        static Commit of(Collection<PartitionAssignment> assignments) {
            Map<PartitionAssignment, OffsetAndMetadata> offsets = new HashMap<>();
            for (PartitionAssignment assignment : assignments) {
                if (assignment.ledger().isCommitDue()) {
                    offsets.put(assignment, assignment.committable());
                }
            }
            return new Commit(offsets);
        }

        boolean isEmpty() {
            return offsets.isEmpty();
        }

        Map<TopicPartition, Long> byPartition() {
            Map<TopicPartition, Long> byPartition = new HashMap<>();
            offsets.forEach((assignment, offset) -> byPartition.put(assignment.partition(), offset.offset()));
            return byPartition;
        }

        Map<TopicPartition, OffsetAndMetadata> toKafka() {
            Map<TopicPartition, OffsetAndMetadata> kafka = new HashMap<>();
            offsets.forEach((assignment, offset) -> kafka.put(assignment.partition(), offset));
            return kafka;
        }

        /** Enters it in the ledgers; an older answer that comes after a newer one says nothing new. */
        void enter() {
            offsets.forEach((assignment, offset) -> {
                OffsetLedger<?> ledger = assignment.ledger();
                if (offset.offset() > ledger.committed().orElse(-1)) {
                    ledger.committed(offset.offset());
                }
            });
        }
    }
}
