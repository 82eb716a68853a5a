package dev.rota.lagmonitor.evaluation;

import java.time.Duration;
import java.time.Instant;

/**
 * A point in time that can be shown and also be measured from. Ages come from the JVM's monotonic clock, so they stay
 * right when the wall clock is moved; moments of different processes cannot be compared.
 *
 * @param instant the wall clock, for people
 * @param nanoTime {@link System#nanoTime()} at the same point, for ages
 */
public record Moment(Instant instant, long nanoTime) {

    public static Moment now() {
        return new Moment(Instant.now(), System.nanoTime());
    }

    /** How long ago this moment is. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    /** Whether this moment is no longer ago than the bound. */
    public boolean isWithin(Duration bound) {
        return age().compareTo(bound) <= 0;
    }
}
