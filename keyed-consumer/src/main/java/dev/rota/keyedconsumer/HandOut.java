package dev.rota.keyedconsumer;

import java.util.function.LongSupplier;

/**
 * Says whether a record of one assignment may still begin.
 *
 * <p>An assignment that is about to end must not begin records that nobody waits for. Yet to stop dead would leave
 * holes: records done beyond one that never began, which the next owner would handle again. So {@link #stop} draws the
 * line at the highest offset that has begun: what lies below may still begin, and when it is done, nothing is left to
 * be repeated.
 *
 * <p>Handler threads ask, the poll thread draws the line, and neither takes a lock. A handler thread first says in the
 * record that it has begun and then looks at the line; the poll thread first closes the gate and then looks which
 * records have begun. Whichever comes first, the other sees it (both sides are volatile).
 */
final class HandOut {

    private static final long NO_LINE = Long.MAX_VALUE;
    private static final long BEING_DRAWN = Long.MIN_VALUE;
    private static final long SHUT = -2;

    private volatile long limit = NO_LINE;

    /**
     * A handler thread is about to work on a record, which says so from now on.
     *
     * @return whether it may
     */
    boolean begin(Delivery delivery) {
        delivery.begin();
        if (delivery.offset() <= limit()) {
            return true;
        }
        delivery.rest();
        return false;
    }

    /**
     * From now on nothing begins beyond what has begun. On the poll thread.
     *
     * @param highestBegun finds the highest offset that has begun or is done; -1 if there is none
     */
    void stop(LongSupplier highestBegun) {
        if (!isStopped()) {
            limit = BEING_DRAWN;
            limit = highestBegun.getAsLong();
        }
    }

    /** From now on nothing begins. On the poll thread. */
    void shut() {
        limit = SHUT;
    }

    /** Whether {@link #stop} or {@link #shut} was called. */
    boolean isStopped() {
        return limit != NO_LINE;
    }

    /** Whether {@link #shut} was called, and nobody waits any more for what still runs. */
    boolean isShut() {
        return limit == SHUT;
    }

    /** The last offset that may begin; negative if none may. */
    long limit() {
        long line = limit;
        while (line == BEING_DRAWN) {
            // For as long as the poll thread takes to look through the records not done.
            Thread.onSpinWait();
            line = limit;
        }
        return line;
    }
}
