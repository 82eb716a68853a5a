package dev.rota.analytics.streams;

import java.time.Duration;

/**
 * What one member of the group hears of it. After a silence that is longer than a session others may have its tasks, whether it knows or not:
 * its process stood still, or brokers are away. The next answer may be from before the silence, the second may say that it is no longer a
 * member; before it joins anew it gives its tasks up. A third comes only to one that still is, or is again.
 *
 * <p>The same holds for one that does not poll for longer than it may: it leaves the group by itself, and others have its tasks at once,
 * while it goes on with what it polled last and hears nothing. Thread-safe.
 */
final class Contact {

    private static final int ENOUGH = 3;

    private final Duration pollInterval;

    private double answers;
    private long lookedAt;
    private long heardAt;
    private long polledAt;
    private boolean lost;

    /** From so many answers on it is no longer lost. */
    private double found;

    /**
     * Begins well.
     *
     * @param answers how many it has heard
     * @param nanos when that was looked up
     * @param pollInterval for how long a member may be without a poll
     */
    Contact(double answers, long nanos, Duration pollInterval) {
        this.pollInterval = pollInterval;
        begin(answers, nanos);
    }

    private void begin(double all, long nanos) {
        answers = all;
        lookedAt = nanos;
        heardAt = nanos;
        polledAt = nanos;
        lost = false;
    }

    /**
     * Takes notice.
     *
     * @param all how many answers it has heard by now
     * @param sincePoll how long ago it began its last poll, at most
     */
    synchronized void look(double all, Duration sincePoll, long nanos, Duration session) {
        if (all < answers) {
            // Another member by the same name, in the place of one that ended: it has no tasks yet.
            begin(all, nanos);
            return;
        }
        polledAt = nanos - sincePoll.toNanos();
        boolean heard = all != answers;
        boolean stoodStill = isLonger(nanos - lookedAt, session);
        boolean wasSilent = isLonger(nanos - heardAt, session) && (!lost || !heard || stoodStill);
        if (wasSilent || isLonger(nanos - polledAt, pollInterval)) {
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
        return !lost && !isLonger(nanos - heardAt, session) && !isLonger(nanos - polledAt, pollInterval);
    }

    private static boolean isLonger(long nanos, Duration limit) {
        return nanos > limit.toNanos();
    }
}
