package dev.rota.keyedconsumer;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The records of one key of one assignment, in order: this is what keeps the order of a key. A record without a key has
 * a lane of its own.
 *
 * <p>The poll thread adds at the tail. Whoever makes the lane busy submits it to the {@link Dispatcher}, and one
 * handler thread at a time has it until it is idle again, so the head belongs to that thread alone.
 */
final class KeyLane {

    private final PartitionAssignment assignment;
    private final Object key;
    private final Queue<Delivery> deliveries = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private volatile boolean parked;

    KeyLane(PartitionAssignment assignment, Object key) {
        this.assignment = assignment;
        this.key = key;
    }

    PartitionAssignment assignment() {
        return assignment;
    }

    /** What tells it from the assignment's other lanes. */
    Object key() {
        return key;
    }

    /**
     * Adds at the tail. On the poll thread.
     *
     * @return whether the lane was idle, so that it has to be submitted
     */
    boolean add(Delivery delivery) {
        deliveries.add(delivery);
        return size.getAndIncrement() == 0;
    }

    /** The earliest record not done. On the handler thread that has the lane. */
    Delivery head() {
        return Objects.requireNonNull(deliveries.peek(), "a lane at work is not empty");
    }

    /**
     * The head is done. On the handler thread that has the lane.
     *
     * @return whether there is more; if not, the lane is idle and no longer the thread's
     */
    boolean removeHead() {
        deliveries.remove();
        return size.decrementAndGet() > 0;
    }

    /** Whether it has nothing to do. Lasting only on the poll thread, which alone adds. */
    boolean isIdle() {
        return size.get() == 0;
    }

    /** The head waits for its next attempt. */
    void park() {
        parked = true;
    }

    /** The head's next attempt is due. */
    void unpark() {
        parked = false;
    }

    /**
     * Whether nothing up to this offset is running or about to: the rest waits for a retry or lies beyond. From any
     * thread.
     */
    boolean isAtRest(long limit) {
        @Nullable Delivery head = deliveries.peek();
        return parked || head == null || head.offset() > limit;
    }
}
