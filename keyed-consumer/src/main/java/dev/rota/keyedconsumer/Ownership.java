package dev.rota.keyedconsumer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * The partitions this member owns: lets their records in, enters in their ledgers what is done, and gives them back in
 * good order.
 *
 * <p>Belongs to the poll thread, on which the client also runs the rebalance callbacks, inside its poll.
 */
final class Ownership implements ConsumerRebalanceListener {

    /** Short, since work may come to rest without a completion to wake the poll thread. */
    private static final Duration REST_CHECK = Duration.ofMillis(2);

    /** Growing, for a member that hears nothing from its coordinator cannot know that it has lost its partitions. */
    private static final Backoff FENCE_AGAIN = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(30));

    private final Completions completions;
    private final boolean inBatches;
    private final BufferBound buffer;
    private final Dispatcher dispatcher;
    private final OffsetCommitter committer;
    private final FlowControl flowControl;
    private final Optional<Fencing> fencing;
    private final Duration drainDeadline;
    private final BooleanSupplier mustEndDrain;
    private final Events events;
    private final Map<TopicPartition, PartitionAssignment> owned = new HashMap<>();

    /** @param mustEndDrain whether nothing may be waited for any more, however long the deadline of a drain is */
    Ownership(
            Completions completions,
            boolean inBatches,
            BufferBound buffer,
            Dispatcher dispatcher,
            OffsetCommitter committer,
            FlowControl flowControl,
            Optional<Fencing> fencing,
            Duration drainDeadline,
            BooleanSupplier mustEndDrain,
            Events events) {
        this.completions = completions;
        this.inBatches = inBatches;
        this.buffer = buffer;
        this.dispatcher = dispatcher;
        this.committer = committer;
        this.flowControl = flowControl;
        this.fencing = fencing;
        this.drainDeadline = drainDeadline;
        this.mustEndDrain = mustEndDrain;
        this.events = events;
    }

    Collection<PartitionAssignment> assignments() {
        return owned.values();
    }

    /**
     * Lets in what a poll returned. A partition may come that is lost already: the client goes on handing out what it
     * has fetched until its own thread knows, too. Those records are the next owner's.
     */
    void admit(ConsumerRecords<byte[], byte[]> polled) {
        LaneBatch busy = new LaneBatch(polled.count());
        for (TopicPartition partition : polled.partitions()) {
            PartitionAssignment assignment = owned.get(partition);
            if (assignment != null) {
                for (ConsumerRecord<byte[], byte[]> record : polled.records(partition)) {
                    buffer.add(assignment.admit(record, busy));
                }
            }
        }
        polled.nextOffsets().forEach((partition, position) -> {
            PartitionAssignment assignment = owned.get(partition);
            if (assignment != null) {
                assignment.advance(position);
            }
        });
        dispatcher.submit(busy);
    }

    /** The next offset to be polled; empty if the partition is not owned, or nothing is known of it yet. */
    OptionalLong position(TopicPartition partition) {
        PartitionAssignment assignment = owned.get(partition);
        return assignment == null ? OptionalLong.empty() : assignment.ledger().position();
    }

    /** Reading of a partition goes on, or begins, with this offset. */
    void startAt(TopicPartition partition, long offset) {
        PartitionAssignment assignment = owned.get(partition);
        if (assignment != null) {
            assignment.startAt(offset);
        }
    }

    /**
     * Goes on with a new assignment where the log has gone back behind what was read: with replicas lost, offsets are
     * given again to other records, and nothing that is known of the old ones holds for them.
     *
     * @param expected the offset that was to be read next
     * @param branch where the log goes another way than it did
     * @return where reading goes on: what lies before the branch and is not done must be read again, too
     */
    long goBack(TopicPartition partition, long expected, long branch) {
        PartitionAssignment assignment = owned.get(partition);
        if (assignment == null) {
            return branch;
        }
        // What runs, runs to its end: it would run beside the record that takes its place.
        assignment.handOut().shut();
        BooleanSupplier mustEnd = endOfDrainBegunAt(System.nanoTime());
        settle(Duration.ZERO);
        while ((assignment.inFlight() > 0 || !assignment.isAtRest()) && !mustEnd.getAsBoolean()) {
            settle(REST_CHECK);
        }
        long found = Math.min(branch, assignment.ledger().committable().orElse(branch));
        events.tell(listener -> listener.onLogTruncated(partition, expected, found));
        forget(List.of(assignment));
        take(partition).startAt(found);
        return found;
    }

    /**
     * Enters in the ledgers what was done meanwhile.
     *
     * @param wait how long to wait for the first of it
     */
    void settle(Duration wait) {
        if (wait.isPositive()) {
            completions.await(wait.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                // Only a stranger interrupts the poll thread, and it dies of it as it would in the client's own calls.
                throw new InterruptException("the poll thread was interrupted");
            }
        }
        @Nullable Delivery done = completions.takeAll();
        while (done != null) {
            @Nullable Delivery before = done.doneBefore();
            done.setDoneBefore(null);
            settle(done);
            done = before;
        }
    }

    /** Enters what is done meanwhile, for so long, or until there is no more need to wait. */
    void settleWhile(BooleanSupplier needed, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toNanos(); left > 0 && needed.getAsBoolean(); left = deadline - System.nanoTime()) {
            settle(Duration.ofNanos(left));
        }
    }

    private void settle(Delivery done) {
        PartitionAssignment assignment = done.assignment();
        if (!assignment.isReleased()) {
            assignment.complete(done);
            buffer.remove(1, done.bytes());
            committer.done();
        }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        for (TopicPartition partition : partitions) {
            PartitionAssignment _ = take(partition);
        }
        Set<TopicPartition> given = Set.copyOf(partitions);
        Set<TopicPartition> all = Set.copyOf(owned.keySet());
        events.tell(listener -> listener.onAssigned(given, all));
        // Still inside the client's poll, which must not fetch from what has to wait.
        flowControl.apply(owned.values());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        long begun = System.nanoTime();
        release(ownedOf(partitions), begun, endOfDrainBegunAt(begun));
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        flowControl.pauseLost(partitions);
        settle(Duration.ZERO);
        List<PartitionAssignment> lost = ownedOf(partitions);
        if (!lost.isEmpty()) {
            int abandoned = forget(lost);
            events.tell(listener -> listener.onLost(named(lost), abandoned));
        }
    }

    /**
     * Gives everything back for the close that was asked for, as if it were revoked.
     *
     * @param poll polls without fetching: a rebalance refuses commits until it is over, and goes on only while its
     *     members poll
     */
    void releaseAll(Runnable poll) {
        long begun = System.nanoTime();
        drain(List.copyOf(owned.values()), mustEndDrain);
        while (committer.commitNow(owned.values(), KeyedConsumerBuilder.COMMIT_ALLOWANCE)
                && !mustEndDrain.getAsBoolean()) {
            poll.run();
        }
        release(List.copyOf(owned.values()), begun, mustEndDrain);
    }

    /** Lets everything go as it is. */
    void abandonAll() {
        forget(List.copyOf(owned.values()));
    }

    private void release(List<PartitionAssignment> leaving, long begunNanos, BooleanSupplier mustEnd) {
        if (leaving.isEmpty()) {
            return;
        }
        drain(leaving, mustEnd);
        Duration drained = Duration.ofNanos(System.nanoTime() - begunNanos);
        leaving.forEach(assignment -> assignment.handOut().shut());
        settle(Duration.ZERO);
        committer.commitNow(leaving, KeyedConsumerBuilder.COMMIT_ALLOWANCE);
        int abandoned = forget(leaving);
        events.tell(listener -> listener.onRevoked(named(leaving), drained, abandoned));
    }

    /** Says when a drain that began then must end; a close that comes meanwhile may be in more of a hurry. */
    private BooleanSupplier endOfDrainBegunAt(long begunNanos) {
        long deadline = begunNanos + Durations.nanos(drainDeadline);
        return () -> System.nanoTime() - deadline >= 0 || mustEndDrain.getAsBoolean();
    }

    private void drain(List<PartitionAssignment> leaving, BooleanSupplier mustEnd) {
        leaving.forEach(PartitionAssignment::stop);
        dispatcher.expediteStopped();
        while (!leaving.stream().allMatch(PartitionAssignment::isAtRest) && !mustEnd.getAsBoolean()) {
            settle(REST_CHECK);
        }
    }

    /**
     * Asks for new tokens where a store refused the old ones, as long as the partition is still this member's. After a
     * poll, and not at once: a member that was frozen while its partitions moved on has to hear of that first, or it
     * would shut the rightful owner out.
     */
    void fenceAgain() {
        fencing.ifPresent(fence -> owned.values().stream()
                .filter(assignment -> assignment.takeRefusal(FENCE_AGAIN))
                .forEach(fence::acquire));
    }

    private PartitionAssignment take(TopicPartition partition) {
        PartitionAssignment assignment = new PartitionAssignment(partition, inBatches, fencing.isPresent());
        if (owned.putIfAbsent(partition, assignment) != null) {
            throw new IllegalStateException(partition + " was assigned, but it already is");
        }
        fencing.ifPresent(fence -> fence.acquire(assignment));
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
            buffer.remove(assignment.ledger().open(), assignment.bufferedBytes());
            running += assignment.release();
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
