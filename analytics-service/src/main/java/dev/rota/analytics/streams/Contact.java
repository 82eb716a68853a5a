package dev.rota.analytics.streams;

import java.time.Duration;

/**
 * What one member of the group hears of it. After a silence that is longer than a session others may have its tasks, whether it knows or not:
 * its process stood still, or brokers are away. The next answer may be from before the silence, the second may say that it is no longer a
 * member; before it joins anew it gives its tasks up. A third comes only to one that still is, or is again. Thread-safe.
 */
final class Contact {

    private static final int ENOUGH = 3;

    private double answers;
    private long lookedAt;
    private long heardAt;
    private boolean lost;

    /** From so many answers on it is no longer lost. */
    private double found;

    /**
     * Begins well.
     *
     * @param answers how many it has heard
     * @param nanos when that was looked up
     */
    Contact(double answers, long nanos) {
        begin(answers, nanos);
    }

    private void begin(double all, long nanos) {
        answers = all;
        lookedAt = nanos;
        heardAt = nanos;
        lost = false;
    }

    /**
     * Takes notice.
     *
     * @param all how many answers it has heard by now
     */
    synchronized void look(double all, long nanos, Duration session) {
        if (all < answers) {
            // Another member by the same name, in the place of one that ended: it has no tasks yet.
            begin(all, nanos);
            return;
        }
        boolean heard = all != answers;
        boolean stoodStill = isLonger(nanos - lookedAt, session);
        if (isLonger(nanos - heardAt, session) && (!lost || !heard || stoodStill)) {
            lost = true;
            found = all + ENOUGH;
        }
        if (heard) {
            // At that look it was not there yet: when it came is not known.
            heardAt = lookedAt;
            answers = all;
            lost = lost && all < found;
        }
        lookedAt = nanos;
    }

    /** Whether nobody else can have its tasks. */
    synchronized boolean isHeld(long nanos, Duration session) {
        return !lost && !isLonger(nanos - heardAt, session);
    }

    private static boolean isLonger(long nanos, Duration session) {
        return nanos > session.toNanos();
    }
}
