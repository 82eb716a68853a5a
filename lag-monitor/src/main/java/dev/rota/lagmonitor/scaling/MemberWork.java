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
    private long behindBefore;
    private long behind;
    private int tick;

    /** Since when what it reads has not been counted. */
    private long countedAt;

    private long movedAt;
    private long longestPause;

    MemberWork(long nanoTime) {
        countedAt = nanoTime;
        movedAt = nanoTime;
    }

    /** One of its partitions, at this tick and at the one before. */
    void add(int atTick, long readOfIt, long itsBehindBefore, long itsBehind) {
        if (tick != atTick) {
            tick = atTick;
            read = 0;
            behindBefore = 0;
            behind = 0;
        }
        read += readOfIt;
        behindBefore += itsBehindBefore;
        behind += itsBehind;
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
        boolean busy = Math.min(behindBefore, behind) >= Math.max(1, TICKS_AHEAD * read);
        double seconds = busy && read > 0 ? (nanoTime - countedAt) / 1e9 : 0;
        if (!busy || read > 0) {
            countedAt = nanoTime;
        }
        if (read > 0 || behind == 0) {
            longestPause = read > 0 ? Math.max(longestPause, nanoTime - movedAt) : longestPause;
            movedAt = nanoTime;
        }
        return seconds;
    }

    /** For how many nanoseconds it has had something to read and read nothing, if that is longer than is usual with it; otherwise 0. */
    long standsFor(long nanoTime, double secondsPerTick) {
        long stands = nanoTime - movedAt;
        long usual = Math.max(2 * longestPause, Math.round(TICKS_AHEAD * secondsPerTick * 1e9));
        return stands > Math.max(usual, SHORTEST_STAND) ? stands : 0;
    }
}
