package dev.rota.lagmonitor.scaling;

/**
 * What one member of a group does from tick to tick. It is busy while it has more to read than it does, which alone tells how
 * much it can.
 */
final class MemberWork {

    /** Who has less to read than it reads in so many ticks may run dry between two. */
    private static final int TICKS_AHEAD = 3;

    /** Whoever is silent for less may commit every few seconds. */
    private static final long SHORTEST_STAND = 10_000_000_000L;

    private long read;
    private int tick;

    /** Of all its partitions. */
    private long behind;

    /** Of those that were read in this tick, at its begin and at its end. */
    private long movingBefore;

    private long moving;

    /** The same of those that do not stand. */
    private long liveBefore;

    private long live;

    /** Since when what it reads has not been counted; what it commits first it may have begun to read before it was looked at. */
    private long countedAt;

    private boolean counted;
    private long movedAt;
    private long pause;
    private boolean busy;

    MemberWork(long nanoTime) {
        countedAt = nanoTime;
        movedAt = nanoTime;
    }

    /**
     * One of its partitions, at this tick and at the one before.
     *
     * @param stands whether it has not been read for so long that it says nothing of what its owner does
     */
    void add(int atTick, long readOfIt, long itsBehindBefore, long itsBehind, boolean stands) {
        if (tick != atTick) {
            tick = atTick;
            read = 0;
            behind = 0;
            movingBefore = 0;
            moving = 0;
            liveBefore = 0;
            live = 0;
        }
        read += readOfIt;
        behind += itsBehind;
        if (readOfIt > 0) {
            movingBefore += itsBehindBefore;
            moving += itsBehind;
        }
        if (!stands) {
            liveBefore += itsBehindBefore;
            live += itsBehind;
        }
    }

    /** Whether it is still a member, and owns something. */
    boolean isOf(int atTick) {
        return tick == atTick;
    }

    long read() {
        return read;
    }

    /**
     * Ends a tick.
     *
     * @return for how many seconds it has been busy with what it has read; 0 if it was not busy, or has read nothing yet. A member
     *     that commits less often than there are ticks is counted when it does.
     */
    double busySeconds(long nanoTime) {
        long left = read > 0 ? Math.min(movingBefore, moving) : Math.min(liveBefore, live);
        busy = left >= Math.max(1, TICKS_AHEAD * read);
        double seconds = busy && counted && read > 0 ? (nanoTime - countedAt) / 1e9 : 0;
        if (!busy || read > 0) {
            countedAt = nanoTime;
            counted = true;
        }
        pause = read > 0 ? nanoTime - movedAt : 0;
        if (read > 0 || behind == 0) {
            movedAt = nanoTime;
        }
        return seconds;
    }

    /** Whether it had more to read than it did, in partitions that do not stand. */
    boolean isBusy() {
        return busy;
    }

    /** How many nanoseconds have passed at the end of this tick since it had read something before, or had nothing to read. */
    long pause() {
        return pause;
    }

    /**
     * For how many nanoseconds it has had something to read and read nothing, if that is long; otherwise 0.
     *
     * @param usualPause of members of its group between two commits, in nanoseconds
     */
    long standsFor(long nanoTime, double secondsPerTick, long usualPause) {
        long stands = nanoTime - movedAt;
        long usual = Math.max(2 * usualPause, Math.round(TICKS_AHEAD * secondsPerTick * 1e9));
        return stands > Math.max(usual, SHORTEST_STAND) ? stands : 0;
    }
}
