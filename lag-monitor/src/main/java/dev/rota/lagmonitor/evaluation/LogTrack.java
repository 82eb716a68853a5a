package dev.rota.lagmonitor.evaluation;

import dev.rota.lagmonitor.history.OffsetSeries;
import dev.rota.lagmonitor.history.Timeline;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One partition's log as it was seen from tick to tick. A log that begins anew under the same name is another one.
 *
 * <p>Not thread-safe: the sampler's thread owns it.
 */
final class LogTrack {

    private static final Duration A_DAY = Duration.ofDays(1);

    /** A partition may be away for so long, because its group or its leader is, and is not forgotten. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Timeline timeline;
    private final OffsetSeries ends;
    private final OffsetSeries starts;
    private final StatusWindow window;
    private long since;
    private long heldUpSince;
    private boolean heldUp;
    private boolean transactional;
    private boolean markerAtEnd;
    private long seenAt;
    private LogOffsets latest = new LogOffsets(0, 0, 0);

    /** The same for every group that reads this log, until the next tick. */
    private Optional<LogOffsets> offsets = Optional.empty();

    private OptionalDouble arrivalRate = OptionalDouble.empty();
    private OptionalDouble growth = OptionalDouble.empty();
    private OptionalDouble expiryRate = OptionalDouble.empty();

    /** @param window a log that was not read for longer than this is watched anew */
    LogTrack(Timeline timeline, StatusWindow window) {
        this.window = window;
        this.timeline = timeline;
        ends = new OffsetSeries(timeline);
        starts = new OffsetSeries(timeline);
        since = timeline.now();
        seenAt = since;
    }

    /** Whether it may be this log that has these offsets now; if not, it was truncated or made anew. */
    boolean mayHave(LogOffsets offsets) {
        return offsets.end() >= latest.end();
    }

    /** What was read at this tick; once a tick at most. */
    void put(LogOffsets offsets) {
        boolean wasHeldUp = heldUp && latest.lastStable() == offsets.lastStable();
        // The end is read before the stable end, and a transaction's records before its marker.
        markerAtEnd = transactional && latest.lastStable() == offsets.end();
        heldUp = offsets.lastStable() < offsets.end();
        transactional |= heldUp;
        if (timeline.now() - seenAt > window.span().toNanos()) {
            since = timeline.now();
        }
        seenAt = timeline.now();
        if (heldUp && !wasHeldUp) {
            heldUpSince = seenAt;
        }
        latest = offsets;
        this.offsets = Optional.of(offsets);
        ends.put(offsets.end());
        starts.put(offsets.start());
        arrivalRate = ends.rate(window.span());
        growth = ends.rate(A_DAY);
        expiryRate = starts.rateOfJumps(A_DAY);
    }

    /** Whether it could be read at the latest tick. */
    boolean isRead() {
        return seenAt == timeline.now();
    }

    /** Whether it was not read for so long that it need not be remembered. */
    boolean isGone() {
        return timeline.now() - seenAt > PATIENCE.toNanos();
    }

    /** Where it began and ended when it was read last; empty before the first time. */
    Optional<LogOffsets> offsets() {
        return offsets;
    }

    /** Below which every transaction had ended at the latest tick. */
    long lastStable() {
        return latest.lastStable();
    }

    OffsetSeries ends() {
        return ends;
    }

    /** The beginning at the latest tick. */
    long start() {
        return latest.start();
    }

    /** The end at the latest tick. */
    long end() {
        return latest.end();
    }

    /**
     * Whether the last offset is taken by a transaction's marker: there were transactions, at the tick before all had ended in
     * front of what is the end now. It may be a record all the same if somebody writes without transactions as well.
     */
    boolean hasMarkerAtEnd() {
        return markerAtEnd;
    }

    /** For how long one transaction, the oldest that is open, has held up the stable end; empty if none does. */
    Optional<Duration> heldUp() {
        return heldUp ? Optional.of(Duration.ofNanos(timeline.now() - heldUpSince)) : Optional.empty();
    }

    /** For how long it has been watched. */
    Duration watched() {
        return Duration.ofNanos(timeline.now() - since);
    }

    /** Records written per second over the status' window, as of the latest tick. */
    OptionalDouble arrivalRate() {
        return arrivalRate;
    }

    /** What was written over the status' window. */
    TopicSkew.Arrival arrival() {
        return new TopicSkew.Arrival(arrivalRate, watched().compareTo(window.span()) >= 0);
    }

    /** Records written per second over the last day, as far as it is known. */
    OptionalDouble growth() {
        return growth;
    }

    /** Offsets per second by which the log's beginning has moved over the last day. */
    OptionalDouble expiryRate() {
        return expiryRate;
    }
}
