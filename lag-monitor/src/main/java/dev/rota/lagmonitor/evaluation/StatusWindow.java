package dev.rota.lagmonitor.evaluation;

import java.time.Duration;

/**
 * For how long a group is watched before it is judged.
 *
 * @param span at least three ticks; who moves less often than this is taken to stand still
 * @param ticks in that span
 * @param longTicks in the longer span over which a slow drift is looked for
 */
public record StatusWindow(Duration span, int ticks, int longTicks) {

    private static final Duration LONG = Duration.ofMinutes(10);

    /**
     * A window.
     *
     * @param interval from tick to tick
     */
    public static StatusWindow of(Duration span, Duration interval) {
        int ticks = ticks(span, interval);
        return new StatusWindow(span, ticks, Math.max(ticks, ticks(LONG, interval)));
    }

    private static int ticks(Duration span, Duration interval) {
        return Math.toIntExact(Math.ceilDiv(span.toNanos(), interval.toNanos()));
    }
}
