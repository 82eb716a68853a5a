package dev.rota.keyedconsumer;

import dev.rota.keyedconsumer.ConsumerView.PartitionView;
import dev.rota.keyedconsumer.ConsumerView.PauseReason;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One assignment of one partition to this member, from the moment it is given until it is taken or lost.
 *
 * <p>A partition that comes back is another assignment, with a ledger of its own. Work carries its assignment with it,
 * so what an older assignment left running can never complete into the ledger of a newer one.
 *
 * <p>Belongs to the poll thread, except {@link #handOut()}, the outages and the fencing.
 */
final class PartitionAssignment {

    private final TopicPartition partition;
    private final boolean inBatches;
    private final boolean hasFence;
    private final OffsetLedger<Delivery> ledger;
    private final HandOut handOut = new HandOut();
    private final LaneTable lanes = new LaneTable();
    private final KeyLane wholePartition = new KeyLane(this);
    private final AtomicInteger outages = new AtomicInteger();
    private volatile boolean fencePending;
    private volatile boolean fenceBusy;
    private volatile long fencingToken;
    private boolean tokenRefused;
    private int refusals;
    private long refusedNanos;
    private Set<PauseReason> pausedFor = Set.of();
    private Optional<Integer> positionEpoch = Optional.empty();
    private long highestDone = -1;
    private long bufferedBytes;
    private boolean released;

    /**
     * @param inBatches whether all its records are handled one after the other, as a batch handler needs it
     * @param hasFence whether it must wait for {@link #fenced} before anything is fetched
     */
    PartitionAssignment(TopicPartition partition, boolean inBatches, boolean hasFence) {
        this.partition = partition;
        this.inBatches = inBatches;
        this.ledger = new OffsetLedger<>(partition);
        this.hasFence = hasFence;
        this.fencePending = hasFence;
    }

    TopicPartition partition() {
        return partition;
    }

    OffsetLedger<Delivery> ledger() {
        return ledger;
    }

    HandOut handOut() {
        return handOut;
    }

    /**
     * A polled record enters at the tail of its lane.
     *
     * @param busy takes the lane if it was idle until then
     * @return the bytes it takes in the buffer
     */
    int admit(ConsumerRecord<byte[], byte[]> raw, LaneBatch busy) {
        KeyLane lane = laneOf(raw);
        Delivery delivery = new Delivery(lane, raw);
        ledger.start(delivery);
        bufferedBytes += delivery.bytes();
        if (lane.add(delivery)) {
            busy.add(lane);
        }
        return delivery.bytes();
    }

    private KeyLane laneOf(ConsumerRecord<byte[], byte[]> raw) {
        if (inBatches) {
            return wholePartition;
        }
        byte @Nullable [] key = raw.key();
        if (key == null) {
            return new KeyLane(this);
        }
        int hash = LaneTable.hash(key);
        KeyLane lane = lanes.get(key, hash);
        if (lane == null) {
            lane = new KeyLane(this, key, hash);
            lanes.add(lane);
        }
        return lane;
    }

    /** A record is done. */
    void complete(Delivery delivery) {
        ledger.complete(delivery);
        highestDone = Math.max(highestDone, delivery.offset());
        bufferedBytes -= delivery.bytes();
        KeyLane lane = delivery.lane();
        if (lane.complete() && lane.isOfKey()) {
            lanes.remove(lane);
        }
    }

    /** Reading goes on, or begins, with this offset. */
    void startAt(long offset) {
        ledger.advance(offset);
        positionEpoch = Optional.empty();
    }

    /** A poll has read, or passed over, all below this position. */
    void advance(OffsetAndMetadata position) {
        ledger.advance(position.offset());
        positionEpoch = position.leaderEpoch();
    }

    /**
     * What may be committed, with the leader's epoch, by which a successor notices that the log was truncated
     * meanwhile; there must be something.
     */
    OffsetAndMetadata committable() {
        Delivery first = ledger.firstOpen();
        Optional<Integer> epoch = first == null ? positionEpoch : first.raw().leaderEpoch();
        return new OffsetAndMetadata(ledger.committable().orElseThrow(), epoch, "");
    }

    /** Whether its one batch waits for its next attempt. */
    boolean isBatchWaiting() {
        Delivery first = ledger.firstOpen();
        return inBatches && first != null && first.lane().isParked();
    }

    /** Begins to come to rest: from now on only what fills the holes below what has begun. */
    void stop() {
        handOut.stop(this::highestBegun);
    }

    private long highestBegun() {
        long highest = highestDone;
        for (Delivery open = ledger.firstOpen(); open != null; open = open.next) {
            if (open.hasBegun()) {
                highest = Math.max(highest, open.offset());
            }
        }
        return highest;
    }

    /**
     * Whether nothing that {@link #stop()} let through is running or about to, and the fence is not being asked. What
     * waits for a retry is at rest, with all that waits behind it.
     */
    boolean isAtRest() {
        if (fenceBusy) {
            return false;
        }
        long limit = handOut.limit();
        for (Delivery open = ledger.firstOpen(); open != null && open.offset() <= limit; open = open.next) {
            if (!open.lane().isParked()) {
                return false;
            }
        }
        return true;
    }

    /** How many records are in a handler, or done and not yet entered. */
    int inFlight() {
        int begun = 0;
        for (Delivery open = ledger.firstOpen(); open != null; open = open.next) {
            if (open.hasBegun()) {
                begun++;
            }
        }
        return begun;
    }

    /** The bytes of the records not done. */
    long bufferedBytes() {
        return bufferedBytes;
    }

    /** How many keys have records that are not done. */
    int lanes() {
        return lanes.size();
    }

    /**
     * It is no longer this member's: what still completes is ignored.
     *
     * @return how many of its records are still in a handler
     */
    int release() {
        handOut.shut();
        released = true;
        int abandoned = inFlight();
        // A handler or a timer may hold one of them for long.
        ledger.abandon();
        lanes.clear();
        return abandoned;
    }

    boolean isReleased() {
        return released;
    }

    void outageBegan() {
        outages.incrementAndGet();
    }

    void outageEnded() {
        outages.decrementAndGet();
    }

    boolean isInOutage() {
        return outages.get() > 0;
    }

    /**
     * The fence is about to be asked for a token. It must not be asked for an assignment that is over, nor may an
     * answer be outstanding when the partition goes: a token acquired after the next owner's would shut that one out.
     *
     * @return whether it may; if so, {@link #fenceAnswered} must follow
     */
    boolean beginFencing() {
        // In this order, as whoever stops the assignment looks at them in the other.
        fenceBusy = true;
        if (handOut.isStopped()) {
            fenceBusy = false;
        }
        return fenceBusy;
    }

    /** The fence gave a token or failed. */
    void fenceAnswered() {
        fenceBusy = false;
    }

    /** It has its token, and its records may flow. */
    synchronized void fenced(long token) {
        fencingToken = token;
        fencePending = false;
    }

    /**
     * A write was refused for this token. Nothing more is fetched until there is another; what is buffered goes on and
     * is refused, too. From any thread.
     */
    synchronized void tokenRefused(long token) {
        // A refusal of the token before this one is news no more.
        if (hasFence && !fencePending && token == fencingToken) {
            refusals++;
            refusedNanos = System.nanoTime();
            tokenRefused = true;
            fencePending = true;
        }
    }

    /**
     * Whether its token was refused, and so long ago that another may be asked for; answers true once for each refusal.
     *
     * @param wait how long to wait, growing with the number of refusals
     */
    synchronized boolean takeRefusal(Backoff wait) {
        if (!tokenRefused
                || System.nanoTime() - refusedNanos < wait.after(refusals).toNanos()) {
            return false;
        }
        tokenRefused = false;
        return true;
    }

    boolean isFencePending() {
        return fencePending;
    }

    long fencingToken() {
        return fencingToken;
    }

    Set<PauseReason> pausedFor() {
        return pausedFor;
    }

    void pauseFor(Set<PauseReason> reasons) {
        pausedFor = Set.copyOf(reasons);
    }

    PartitionView view() {
        int inFlight = inFlight();
        return new PartitionView(
                partition.topic(),
                partition.partition(),
                ledger.position(),
                ledger.committed(),
                ledger.doneBeyond(),
                ledger.open() - inFlight,
                inFlight,
                pausedFor);
    }
}
