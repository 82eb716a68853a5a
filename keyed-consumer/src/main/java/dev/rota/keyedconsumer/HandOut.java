package dev.rota.keyedconsumer;

/**
 * Says whether a record of one assignment may still begin; the one place where the poll thread and the handler threads
 * meet.
 *
 * <p>An assignment that is about to end must not begin records that nobody waits for. Yet to stop dead would leave
 * holes: records done beyond one that never began, which the next owner would handle again. So {@link #stop()} draws
 * the line at the highest offset that has begun: what lies below may still begin, and when it is done, nothing is left
 * to be repeated.
 *
 * <p>Safe for all threads.
 */
final class HandOut {

    private static final long NOTHING = -1;

    private long limit = Long.MAX_VALUE;
    private long highestBegun = NOTHING;
    private int running;

    /**
     * A handler thread is about to work on a record.
     *
     * @return whether it may; if so, it must {@link #end()}
     */
    synchronized boolean begin(long offset) {
        if (offset > limit) {
            return false;
        }
        highestBegun = Math.max(highestBegun, offset);
        running++;
        return true;
    }

    /** A handler thread that began has no more to do with its record, and has told everyone who needs to know. */
    synchronized void end() {
        running--;
    }

    /** From now on nothing begins beyond what has begun. */
    synchronized void stop() {
        limit = Math.min(limit, highestBegun);
    }

    /** From now on nothing begins. */
    synchronized void shut() {
        limit = NOTHING;
    }

    /** Whether {@link #stop()} or {@link #shut()} was called. */
    synchronized boolean isStopped() {
        return limit < Long.MAX_VALUE;
    }

    /** The last offset that may begin. */
    synchronized long limit() {
        return limit;
    }

    /** How many records have begun and not ended. */
    synchronized int running() {
        return running;
    }
}
