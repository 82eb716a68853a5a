package dev.rota.keyedconsumer;

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Records of one assignment that are handled one after the other, in order: those of one key, or a single one without a
 * key, or with a batch handler those of the whole partition.
 *
 * <p>The poll thread adds at the tail. Whoever makes the lane busy submits it to the {@link Dispatcher}, and one
 * handler thread at a time has it until it is idle again, so the head belongs to that thread alone. The records are
 * linked with each other, and {@link #size} publishes the links from one side to the other.
 */
final class KeyLane {

    private static final AtomicIntegerFieldUpdater<KeyLane> SIZE =
            AtomicIntegerFieldUpdater.newUpdater(KeyLane.class, "size");

    private final PartitionAssignment assignment;
    private final byte @Nullable [] key;
    private final int keyHash;

    /** The next lane of the same chain of the {@link LaneTable}; belongs to the poll thread. */
    private @Nullable KeyLane nextInChain;

    /** Records added and not removed. */
    private volatile int size;

    /** Belongs to the poll thread. */
    private @Nullable Delivery last;

    /** Records that the poll thread has added and not seen done; belongs to it. */
    private int open;

    /** The head, if {@link #lastRemoved} is null. Set by the poll thread in an idle lane; then the handler thread's. */
    private @Nullable Delivery first;

    /**
     * What stood before the head. Belongs to the handler thread that has the lane, to the poll thread while none of its
     * records is open.
     */
    private @Nullable Delivery lastRemoved;

    private volatile boolean parked;

    /** A lane that nothing is looked up in: of a single record without a key, or of a whole partition. */
    KeyLane(PartitionAssignment assignment) {
        this(assignment, null, 0);
    }

    /**
     * The lane of a key.
     *
     * @param keyHash the key's {@link LaneTable#hash}
     */
    KeyLane(PartitionAssignment assignment, byte @Nullable [] key, int keyHash) {
        this.assignment = assignment;
        this.key = key;
        this.keyHash = keyHash;
    }

    PartitionAssignment assignment() {
        return assignment;
    }

    boolean isOfKey() {
        return key != null;
    }

    boolean hasKey(byte[] other, int otherHash) {
        return keyHash == otherHash && Arrays.equals(key, other);
    }

    int keyHash() {
        return keyHash;
    }

    @Nullable KeyLane nextInChain() {
        return nextInChain;
    }

    void setNextInChain(@Nullable KeyLane next) {
        nextInChain = next;
    }

    /**
     * Adds at the tail. On the poll thread.
     *
     * @return whether the lane was idle, so that it has to be submitted
     */
    boolean add(Delivery delivery) {
        Delivery before = last;
        if (before == null) {
            first = delivery;
        } else {
            before.setNextInLane(delivery);
        }
        last = delivery;
        open++;
        return SIZE.getAndIncrement(this) == 0;
    }

    /**
     * One of its records was seen done. On the poll thread.
     *
     * @return whether that was the last, and no handler thread has the lane
     */
    boolean complete() {
        open--;
        if (open > 0) {
            return false;
        }
        last = null;
        lastRemoved = null;
        return true;
    }

    /** The earliest record not done. On the handler thread that has the lane. */
    Delivery head() {
        Delivery before = lastRemoved;
        return Objects.requireNonNull(before == null ? first : before.nextInLane(), "a lane at work is not empty");
    }

    /** How many records there are from the head on. On the handler thread that has the lane; at least 1. */
    int size() {
        return size;
    }

    /**
     * The head is done. On the handler thread that has the lane.
     *
     * @return whether there is more; if not, the lane is idle and no longer the thread's
     */
    boolean removeHead() {
        Delivery head = head();
        if (size > 1) {
            first = head.nextInLane();
            lastRemoved = null;
            // What is done keeps nothing alive that came after it, and nothing keeps what is done.
            head.setNextInLane(null);
        } else {
            // The poll thread may be linking the next record to this one.
            first = null;
            lastRemoved = head;
        }
        return SIZE.decrementAndGet(this) > 0;
    }

    /** The head waits for its next attempt. On the handler thread that has the lane. */
    void park() {
        parked = true;
    }

    /** The head's next attempt is due. */
    void unpark() {
        parked = false;
    }

    /** Whether its head waits for its next attempt. From any thread. */
    boolean isParked() {
        return parked;
    }
}
