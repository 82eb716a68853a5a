package dev.rota.lagmonitor.evaluation;

import dev.rota.lagmonitor.history.OffsetSeries;
import dev.rota.lagmonitor.history.Timeline;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * One partition's log as it was seen from tick to tick.
 *
 * <p>Not thread-safe: the sampler's thread owns it.
 */
final class LogTrack {

    private static final Duration A_DAY = Duration.ofDays(1);

    private final Timeline timeline;
    private OffsetSeries ends;
    private OffsetSeries starts;
    private long lastEnd;
    private int generation;

    LogTrack(Timeline timeline) {
        this.timeline = timeline;
        ends = new OffsetSeries(timeline);
        starts = new OffsetSeries(timeline);
    }

    /** What was read at this tick; once a tick at most. */
    void put(LogOffsets offsets) {
        if (offsets.end() < lastEnd) {
            // Another log under the same name, or one that lost its tail: what was before says nothing about it.
            ends = new OffsetSeries(timeline);
            starts = new OffsetSeries(timeline);
            generation++;
        }
        lastEnd = offsets.end();
        ends.put(offsets.end());
        starts.put(offsets.start());
    }

    OffsetSeries ends() {
        return ends;
    }

    /** How often the log has begun anew under our eyes. */
    int generation() {
        return generation;
    }

    /** Records written per second over the span, as far as it is known. */
    OptionalDouble arrivalRate(Duration span) {
        return ends.rate(span);
    }

    /** Offsets per second by which the log's beginning has moved over the last day. */
    OptionalDouble expiryRate() {
        return starts.rate(A_DAY);
    }
}
