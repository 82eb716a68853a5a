package dev.rota.lagmonitor.scaling;

import java.time.Duration;

/**
 * How long members usually are between two commits, as far as lately seen. All times are in nanoseconds.
 *
 * <p>Not thread-safe: the sampler's thread owns it.
 */
final class Pauses {

    private static final long REMEMBERED = Duration.ofMinutes(10).toNanos();

    private final long longest;

    /** The longest lately and as far as it is not too long to be usual; 0 until there was one. */
    private long usual;

    private long latest;
    private long since;

    /** When any member read anything. */
    private long readAt;

    /** @param longest a pause that is longer is none that is usual */
    Pauses(Duration longest) {
        this.longest = longest.toNanos();
    }

    void begin(long now) {
        since = now;
        readAt = now;
    }

    /** What a member is at, at a tick. */
    void note(MemberWork work, long now) {
        if (work.pause() <= longest) {
            latest = Math.max(latest, work.pause());
        }
        if (work.read() > 0) {
            readAt = now;
        }
    }

    /** After all members of a tick. */
    void conclude(long now) {
        if (now - since > REMEMBERED) {
            // One hiccup is no habit.
            usual = latest;
            latest = 0;
            since = now;
        }
        usual = Math.max(usual, latest);
    }

    long usual() {
        return usual;
    }

    double usualSeconds() {
        return usual / 1e9;
    }

    /** Nobody has read anything for as long as is usual at most: what piles up meanwhile may not be for want of members. */
    boolean isSilence(long now, double secondsPerTick) {
        return now - readAt >= Math.max(usual, Math.round(2 * secondsPerTick * 1e9));
    }
}
