package dev.rota.keyedconsumer;

import dev.rota.keyedconsumer.ConsumerView.PauseReason;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Pauses partitions while there is a reason to, and resumes them when there is none left. A paused partition is still
 * polled, only nothing is fetched from it. Belongs to the poll thread.
 */
final class FlowControl {

    private final Consumer<byte[], byte[]> consumer;
    private final BufferBound buffer;
    private final int maxDoneBeyond;
    private final Events events;

    FlowControl(Consumer<byte[], byte[]> consumer, BufferBound buffer, int maxDoneBeyond, Events events) {
        this.consumer = consumer;
        this.buffer = buffer;
        this.maxDoneBeyond = maxDoneBeyond;
        this.events = events;
    }

    /** Brings the client's pauses in line with the reasons of this moment. */
    void apply(Collection<PartitionAssignment> assignments) {
        Set<TopicPartition> toPause = new HashSet<>();
        Set<TopicPartition> toResume = new HashSet<>();
        Set<TopicPartition> paused = consumer.paused();
        for (PartitionAssignment assignment : assignments) {
            TopicPartition partition = assignment.partition();
            if (assignment.handOut().isStopped()) {
                // Nothing more is wanted of it.
                continue;
            }
            Set<PauseReason> reasons = reasons(assignment);
            if (!reasons.equals(assignment.pausedFor())) {
                assignment.pauseFor(reasons);
                events.tell(listener -> listener.onPauseChanged(partition, reasons));
            }
            // Against what the client says, not what was asked before: an eager rebalance forgets pauses.
            if (reasons.isEmpty() && paused.contains(partition)) {
                toResume.add(partition);
            } else if (!reasons.isEmpty() && !paused.contains(partition)) {
                toPause.add(partition);
            }
        }
        // Each of them is a word with the client's other thread.
        if (!toPause.isEmpty()) {
            consumer.pause(toPause);
        }
        if (!toResume.isEmpty()) {
            consumer.resume(toResume);
        }
    }

    /** Fetches nothing more from partitions that the client still believes to have. */
    void pauseLost(Collection<TopicPartition> lost) {
        for (TopicPartition partition : lost) {
            try {
                consumer.pause(List.of(partition));
            } catch (IllegalStateException _) {
                // The client knows already: then it fetches nothing more.
            }
        }
    }

    private Set<PauseReason> reasons(PartitionAssignment assignment) {
        Set<PauseReason> reasons = EnumSet.noneOf(PauseReason.class);
        if (buffer.isFull()) {
            reasons.add(PauseReason.BUFFER_FULL);
        }
        if (assignment.isInOutage()) {
            reasons.add(PauseReason.OUTAGE);
        }
        if (assignment.ledger().doneBeyond() >= maxDoneBeyond) {
            reasons.add(PauseReason.TOO_FAR_AHEAD);
        }
        if (assignment.isBatchWaiting()) {
            reasons.add(PauseReason.BATCH_WAITING);
        }
        if (assignment.isFencePending()) {
            reasons.add(PauseReason.FENCE_PENDING);
        }
        return reasons;
    }
}
