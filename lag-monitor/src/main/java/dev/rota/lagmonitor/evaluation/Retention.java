package dev.rota.lagmonitor.evaluation;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a group loses because the log forgets it before it is read. Who has read everything loses nothing.
 *
 * @param lost offsets that are gone already: from the committed one to the log's beginning
 * @param timeToLoss when the next would go if the log went on forgetting, and the group reading, as fast as now; empty if
 *     the group is faster, or that is not known
 */
public record Retention(long lost, Optional<Duration> timeToLoss) {

    static final Retention SAFE = new Retention(0, Optional.empty());
    private static final Optional<Retention> KNOWN_SAFE = Optional.of(SAFE);

    /** This; most partitions lose nothing, and share it. */
    Optional<Retention> known() {
        return lost == 0 && timeToLoss.isEmpty() ? KNOWN_SAFE : Optional.of(this);
    }

    /**
     * What it loses.
     *
     * @param left records that are still to be read
     * @param expired offsets per second by which the log's beginning moves
     * @param consumed offsets per second by which the group does
     */
    static Retention of(long committed, long start, long left, OptionalDouble expired, OptionalDouble consumed) {
        if (committed < start) {
            return new Retention(start - committed, left == 0 ? Optional.empty() : Optional.of(Duration.ZERO));
        }
        if (left == 0) {
            return SAFE;
        }
        double nearer = expired.orElse(0) - Math.max(0, consumed.orElse(0));
        return nearer <= 0 ? SAFE : new Retention(0, Spans.toCover(committed - start, nearer));
    }
}
