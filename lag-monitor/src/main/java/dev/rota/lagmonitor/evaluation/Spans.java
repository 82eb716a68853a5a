package dev.rota.lagmonitor.evaluation;

import java.time.Duration;
import java.util.Optional;

/** How long it takes to cover a distance. */
final class Spans {

    private static final Duration TOO_FAR_TO_TELL = Duration.ofDays(30);

    private Spans() {}

    /**
     * The time for a distance at a pace.
     *
     * @param offsets the distance
     * @param perSecond positive
     * @return empty beyond 30 days, where a rate of minutes says nothing
     */
    static Optional<Duration> toCover(long offsets, double perSecond) {
        double seconds = offsets / perSecond;
        return seconds > TOO_FAR_TO_TELL.toSeconds()
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(Math.round(seconds * 1000)));
    }
}
