package dev.rota.lagmonitor.evaluation;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How long ago the oldest record was written that a group has still to read on one partition, and how that is known.
 *
 * @param method how it was found
 * @param age never negative; empty if it is not known
 * @param atLeast whether it may be more by any amount
 * @param uncertain by how much it may be wrong otherwise; empty if that cannot be told
 */
public record TimeLag(Method method, Optional<Duration> age, boolean atLeast, Optional<Duration> uncertain) {

    /** How a time lag was found. */
    public enum Method {
        /** Nothing is left to read. */
        DRAINED(Confidence.HIGH),
        /** By the record's own timestamp. */
        READ(Confidence.HIGH),
        /** Between two ticks of which one had the end before the record, and one behind it. */
        INTERPOLATED(Confidence.HIGH),
        /** The record is older than all ticks that are known, and the log grew before as it has since. */
        EXTRAPOLATED(Confidence.LOW),
        /** Nothing is known of the end, or of the group's place. */
        UNKNOWN(Confidence.NONE);

        private final Confidence confidence;

        Method(Confidence confidence) {
            this.confidence = confidence;
        }

        /** How far its results can be relied upon. */
        public Confidence confidence() {
            return confidence;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How far a figure can be relied upon. */
    public enum Confidence {
        HIGH,
        LOW,
        NONE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final TimeLag DRAINED =
            new TimeLag(Method.DRAINED, Optional.of(Duration.ZERO), false, Optional.of(Duration.ZERO));
    private static final TimeLag UNKNOWN = new TimeLag(Method.UNKNOWN, Optional.empty(), false, Optional.empty());

    static TimeLag drained() {
        return DRAINED;
    }

    static TimeLag unknown() {
        return UNKNOWN;
    }

    /** @param age by the clock of whoever set the timestamp, and this machine's; not negative */
    static TimeLag read(Duration age) {
        return new TimeLag(Method.READ, Optional.of(age), false, Optional.of(Duration.ZERO));
    }

    static TimeLag interpolated(Duration age, Duration uncertain) {
        return new TimeLag(Method.INTERPOLATED, Optional.of(age), false, Optional.of(uncertain));
    }

    static TimeLag extrapolated(Duration age, boolean atLeast) {
        return new TimeLag(Method.EXTRAPOLATED, Optional.of(age), atLeast, Optional.empty());
    }
}
