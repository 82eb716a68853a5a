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

    static Retention of(long committed, long start, OptionalDouble expired, OptionalDouble consumed) {
        if (committed < start) {
            return new Retention(start - committed, Optional.of(Duration.ZERO));
        }
        double nearer = expired.orElse(0) - Math.max(0, consumed.orElse(0));
        return nearer <= 0 ? SAFE : new Retention(0, Spans.toCover(committed - start, nearer));
    }
}
