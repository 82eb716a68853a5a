package dev.rota.keyedconsumer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * The partitions this member owns: lets their records in, enters in their ledgers what is done, and gives them back in
 * good order.
 *
 * <p>Belongs to the poll thread, on which the client also runs the rebalance callbacks, inside its poll.
 */
final class Ownership implements ConsumerRebalanceListener {

    /** Short, since work may come to rest without a completion to wake the poll thread. */
    private static final Duration REST_CHECK = Duration.ofMillis(2);

    private final BlockingQueue<Delivery> completions;
    private final BufferBound buffer;
    private final Dispatcher dispatcher;
    private final OffsetCommitter committer;
    private final FlowControl flowControl;
    private final Optional<Fencing> fencing;
    private final Duration drainDeadline;
    private final Events events;
    private final Map<TopicPartition, PartitionAssignment> owned = new HashMap<>();

    Ownership(
            BlockingQueue<Delivery> completions,
            BufferBound buffer,
            Dispatcher dispatcher,
            OffsetCommitter committer,
            FlowControl flowControl,
            Optional<Fencing> fencing,
            Duration drainDeadline,
            Events events) {
        this.completions = completions;
        this.buffer = buffer;
        this.dispatcher = dispatcher;
        this.committer = committer;
        this.flowControl = flowControl;
        this.fencing = fencing;
        this.drainDeadline = drainDeadline;
        this.events = events;
    }

    Collection<PartitionAssignment> assignments() {
        return owned.values();
    }

    /** Lets in what a poll returned. */
    void admit(ConsumerRecords<byte[], byte[]> polled) {
        List<KeyLane> busy = new ArrayList<>();
        for (TopicPartition partition : polled.partitions()) {
            List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
            PartitionAssignment assignment =
                    following(partition, records.getFirst().offset());
            for (ConsumerRecord<byte[], byte[]> record : records) {
                buffer.add(assignment.admit(record, busy::add));
            }
        }
        polled.nextOffsets()
                .forEach((partition, next) ->
                        following(partition, next.offset()).ledger().advance(next.offset()));
        busy.forEach(dispatcher::submit);
    }

    /**
     * The assignment of a partition, a new one if the log has gone back behind what was read: with replicas lost,
     * offsets are given again to other records, and nothing that is known of the old ones holds for them.
     */
    private PartitionAssignment following(TopicPartition partition, long offset) {
        PartitionAssignment assignment = owned.get(partition);
        if (assignment == null) {
            throw new IllegalStateException("records came from " + partition + ", which is not assigned");
        }
        long expected = assignment.ledger().position().orElse(offset);
        if (offset >= expected) {
            return assignment;
        }
        events.tell(listener -> listener.onLogTruncated(partition, expected, offset));
        forget(List.of(assignment));
        PartitionAssignment anew = own(new PartitionAssignment(partition, false));
        // Still the same owner in the eyes of the fence.
        anew.fenced(assignment.fencingToken());
        return anew;
    }

    /**
     * Enters in the ledgers what was done meanwhile.
     *
     * @param wait how long to wait for the first of it
     */
    void settle(Duration wait) {
        try {
            Delivery done = completions.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
            while (done != null) {
                settle(done);
                done = completions.poll();
            }
        } catch (InterruptedException e) {
            // Only a stranger interrupts the poll thread, and it dies of it as it would in the client's own calls.
            throw new InterruptException(e);
        }
    }

    private void settle(Delivery done) {
        PartitionAssignment assignment = done.assignment();
        if (!assignment.isReleased()) {
            assignment.complete(done);
            buffer.remove(1, done.bytes());
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        partitions.forEach(this::take);
        Set<TopicPartition> given = Set.copyOf(partitions);
        Set<TopicPartition> all = Set.copyOf(owned.keySet());
        events.tell(listener -> listener.onAssigned(given, all));
        // Still inside the client's poll, which must not fetch from what has to wait.
        flowControl.apply(owned.values());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        release(ownedOf(partitions), drainDeadline);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        List<PartitionAssignment> lost = ownedOf(partitions);
        if (!lost.isEmpty()) {
            int abandoned = forget(lost);
            events.tell(listener -> listener.onLost(named(lost), abandoned));
        }
    }

    /** Gives everything back, as if it were revoked. */
    void releaseAll(Duration deadline) {
        release(List.copyOf(owned.values()), deadline);
    }

    /** Lets everything go as it is. */
    void abandonAll() {
        forget(List.copyOf(owned.values()));
    }

    private void release(List<PartitionAssignment> leaving, Duration deadline) {
        if (leaving.isEmpty()) {
            return;
        }
        long begun = System.nanoTime();
        drain(leaving, begun + deadline.toNanos());
        Duration drained = Duration.ofNanos(System.nanoTime() - begun);
        leaving.forEach(assignment -> assignment.handOut().shut());
        settle(Duration.ZERO);
        committer.commitNow(leaving, KeyedConsumerBuilder.COMMIT_ALLOWANCE);
        int abandoned = forget(leaving);
        events.tell(listener -> listener.onRevoked(named(leaving), drained, abandoned));
    }

    private void drain(List<PartitionAssignment> leaving, long deadlineNanos) {
        leaving.forEach(assignment -> assignment.handOut().stop());
        dispatcher.expediteStopped();
        while (!leaving.stream().allMatch(PartitionAssignment::isAtRest) && System.nanoTime() - deadlineNanos < 0) {
            settle(REST_CHECK);
        }
    }

    private void take(TopicPartition partition) {
        PartitionAssignment assignment = own(new PartitionAssignment(partition, fencing.isPresent()));
        fencing.ifPresent(fence -> fence.acquire(assignment));
    }

    private PartitionAssignment own(PartitionAssignment assignment) {
        if (owned.putIfAbsent(assignment.partition(), assignment) != null) {
            throw new IllegalStateException(assignment.partition() + " was assigned, but it already is");
        }
        return assignment;
    }

    /**
     * Ends assignments.
     *
     * @return how many of their records are still in a handler
     */
    private int forget(List<PartitionAssignment> leaving) {
        int running = 0;
        for (PartitionAssignment assignment : leaving) {
            assignment.release();
            running += assignment.handOut().running();
            buffer.remove(assignment.ledger().open(), assignment.bufferedBytes());
            owned.remove(assignment.partition());
        }
        return running;
    }

    private List<PartitionAssignment> ownedOf(Collection<TopicPartition> partitions) {
        List<PartitionAssignment> found = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            PartitionAssignment assignment = owned.get(partition);
            // Not found on the way out: a consumer that closes revokes what was given back already.
            if (assignment != null) {
                found.add(assignment);
            }
        }
        return found;
    }

    private static Set<TopicPartition> named(Collection<PartitionAssignment> assignments) {
        Set<TopicPartition> names = new HashSet<>();
        assignments.forEach(assignment -> names.add(assignment.partition()));
        return names;
    }
}
