package dev.rota.lagmonitor.evaluation;

import java.util.Locale;

/**
 * Offsets from a group's place on that are no records: a transaction ends with a marker in each partition that it wrote to,
 * which takes an offset and is given to no consumer. A group that has read everything may stand in front of one for ever.
 *
 * @param offsets how many, at least 0
 * @param method how that is known
 */
public record Markers(long offsets, Method method) {

    static final Markers NONE = new Markers(0, Method.NOT_SEEN);

    /** How it is known. */
    public enum Method {
        /** Nothing says that there are any. */
        NOT_SEEN(TimeLag.Confidence.NONE),
        /**
         * The log has had transactions, all of them have ended and nothing has been written since: then its last offset is the
         * last one's marker, unless somebody writes to it without transactions as well.
         */
        INFERRED(TimeLag.Confidence.LOW),
        /** By reading on from there. */
        READ(TimeLag.Confidence.HIGH);

        private final TimeLag.Confidence confidence;

        Method(TimeLag.Confidence confidence) {
            this.confidence = confidence;
        }

        /** How far it can be relied upon. */
        public TimeLag.Confidence confidence() {
            return confidence;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Markers inferred(long offsets) {
        return new Markers(offsets, Method.INFERRED);
    }

    static Markers read(long offsets) {
        return new Markers(offsets, Method.READ);
    }
}
