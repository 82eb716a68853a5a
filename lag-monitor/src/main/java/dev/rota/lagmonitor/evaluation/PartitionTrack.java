package dev.rota.lagmonitor.evaluation;

import dev.rota.lagmonitor.history.OffsetSeries;
import dev.rota.lagmonitor.history.OffsetSeries.Passage;
import dev.rota.lagmonitor.history.Timeline;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One group's way through one partition as it was seen from tick to tick, and what is to be thought of it.
 *
 * <p>The status needs no threshold. It follows Burrow: what counts is whether the group moves, and whether the least that it
 * was behind in the later half of the window is more than in the earlier half. The least, because a group that commits now and
 * then is less and less behind between two commits without being any slower.
 *
 * <p>Not thread-safe: the sampler's thread owns it.
 */
final class PartitionTrack {

    private static final long NONE = -1;

    private static final Verdict DRAINED = new Verdict.Drained();

    /** Beyond what is known the log is not taken to have grown evenly for longer than this. */
    private static final Duration FARTHEST_GUESS = Duration.ofDays(1);

    private final LogTrack log;
    private final Timeline timeline;
    private final OffsetSeries committed;
    private final StatusWindow window;
    private final Duration longRest;
    private long watchedSince;
    private long now;
    private long last = NONE;
    private long lastBehind;
    private long lastStableBehind;
    private long movedAt;
    private long reachedThen;
    private long endThen;
    private boolean movedOnce;
    private long restedUntil;
    private boolean restedOnce;
    private long drainedAt;
    private boolean drainedOnce;
    private @Nullable Rewind rewind;

    /** What was found last; in fields, as there are hundreds of thousands and an object of each would keep the collector busy. */
    private long writtenOffset = NONE;

    private long writtenAt;
    private boolean writtenSeen;
    private boolean writtenEarlier;
    private long writtenWithin;

    /** The committed offset went back. */
    private record Rewind(long from, long to, long at) {}

    /**
     * When a record was written.
     *
     * @param seen whether that was between two ticks, and not before all of them
     * @param earlier whether it may be earlier by any time
     * @param within how long it took from the one tick to the other, in nanoseconds; 0 unless it was seen
     */
    private record Written(long nanoTime, boolean seen, boolean earlier, long within) {}

    /**
     * A way that begins now.
     *
     * @param log of the same partition; each tick is put into it first
     * @param longRest without a move, after which it is remembered that there was one
     */
    PartitionTrack(LogTrack log, Timeline timeline, StatusWindow window, Duration longRest) {
        this.log = log;
        this.timeline = timeline;
        this.committed = new OffsetSeries(timeline);
        this.window = window;
        this.longRest = longRest;
        this.now = timeline.now();
        this.watchedSince = now;
        this.movedAt = now;
    }

    /** Whether it is a way through this log, and not through an older one of the same name. */
    boolean isThrough(LogTrack current) {
        return log == current;
    }

    /**
     * What was read at this tick; once a tick at most.
     *
     * @param offset of the next record to be read
     * @param reached the end less what is to be read; the same unless records behind the next one were read already
     * @param behind how much is to be read; less than from there to the end if records behind it were read already
     * @param stableBehind how much of that up to the last stable offset
     */
    void put(long offset, long reached, long behind, long stableBehind) {
        long before = now;
        now = timeline.now();
        if (!isWithinWindow(before)) {
            // Nobody looked for too long to say what it did.
            watchedSince = now;
        }
        if (last != NONE && (offset != last || behind < lastBehind || hasReached(reached))) {
            if (now - movedAt >= longRest.toNanos()) {
                restedUntil = now;
                restedOnce = true;
            }
            movedAt = now;
            movedOnce = true;
            reachedThen = reached;
        } else if (last == NONE) {
            reachedThen = reached;
        }
        endThen = log.end();
        if (offset < last) {
            rewind = new Rewind(last, offset, now);
        }
        last = offset;
        lastBehind = behind;
        lastStableBehind = stableBehind;
        committed.put(reached);
        if (behind == 0) {
            drainedAt = now;
            drainedOnce = true;
        }
    }

    /**
     * Whether records were read behind the next one since it moved last: by more than what is written in a tick, as some of that comes
     * between the questions of one.
     */
    private boolean hasReached(long reached) {
        return reached - reachedThen > log.end() - endThen;
    }

    /** Whether it is at the same offset as when it was last looked at. */
    boolean isStillAt(Place place) {
        return place.offset() == last;
    }

    /**
     * Whether, as of this tick, it was seen to move again and again from some moment on: without a long rest that lasts or came to
     * its end after it.
     */
    boolean hasBeenBusySince(Moment moment) {
        return movedOnce
                && timeline.now() - movedAt < longRest.toNanos()
                && !(restedOnce && restedUntil - moment.nanoTime() > 0);
    }

    /** For how long it had not moved when it was last looked at, although there was something to read. */
    Duration stood() {
        long since = drainedOnce && drainedAt - movedAt > 0 ? drainedAt : movedAt;
        return lastStableBehind == 0 ? Duration.ZERO : Duration.ofNanos(now - since);
    }

    Rates rates() {
        return new Rates(committed.rate(window.span()), log.arrivalRate());
    }

    /** @param hungAfter after how long an open transaction hangs */
    Verdict judge(Presence presence, Duration hungAfter) {
        long behind = lastBehind;
        if (behind == 0) {
            return DRAINED;
        }
        if (presence == Presence.NOBODY) {
            return new Verdict.Unattended(behind);
        }
        if (rewind != null && isWithinWindow(rewind.at()) && last < rewind.from()) {
            return new Verdict.WentBack(rewind.from(), rewind.to());
        }
        if (drainedOnce && isWithinWindow(drainedAt)) {
            return new Verdict.CaughtUp(behind, Duration.ofNanos(now - drainedAt));
        }
        if (isWithinWindow(watchedSince)) {
            return new Verdict.NotWatchedYet(behind, Duration.ofNanos(now - watchedSince), window.span());
        }
        if (!isWithinWindow(movedAt)) {
            Duration since = Duration.ofNanos(now - movedAt);
            Optional<Duration> heldUp = log.heldUp().filter(_ -> lastStableBehind == 0);
            if (heldUp.isPresent()) {
                return new Verdict.HeldUp(behind, heldUp.get(), heldUp.get().compareTo(hungAfter) >= 0);
            }
            return presence == Presence.ONLY_COMMITS
                    ? new Verdict.Silent(behind, since)
                    : new Verdict.Stands(behind, since);
        }
        Trend recent = trend(window.ticks());
        Trend trend = recent.isSteady() ? trend(window.longTicks()) : recent;
        if (trend.isSteady()) {
            return new Verdict.KeepsPace(behind);
        }
        return trend.growth() > 0
                ? new Verdict.FallsBehind(behind, trend.growth(), trend.within())
                : new Verdict.Recovers(behind, eta(behind, rates()));
    }

    private boolean isWithinWindow(long nanoTime) {
        return now - nanoTime < window.span().toNanos();
    }

    private static Optional<Duration> eta(long behind, Rates rates) {
        double nearer = rates.consumed().orElse(0) - rates.arrived().orElse(0);
        return nearer <= 0 ? Optional.empty() : Spans.toCover(behind, nearer);
    }

    /**
     * How the least distance in the later half of some ticks differs from that in the earlier half.
     *
     * @param growth offsets; negative if it went down
     * @param noise what arrives between two ticks: by so much two distances may differ for no reason but when they were
     *     taken; and by how much offsets are rounded
     * @param within the time that was looked at
     */
    private record Trend(long growth, double noise, Duration within) {

        boolean isSteady() {
            return Math.abs(growth) <= noise;
        }
    }

    private Trend trend(int ticks) {
        OffsetSeries ends = log.ends();
        long leastLater = Long.MAX_VALUE;
        long leastEarlier = Long.MAX_VALUE;
        long newestEnd = NONE;
        long oldestEnd = NONE;
        int newest = 0;
        int oldest = 0;
        for (int ago = 0; ago < ticks; ago++) {
            OptionalLong end = ends.ago(ago);
            OptionalLong place = committed.ago(ago);
            if (end.isPresent() && place.isPresent()) {
                long distance = Math.max(0, end.getAsLong() - place.getAsLong());
                if (ago < ticks / 2) {
                    leastLater = Math.min(leastLater, distance);
                } else {
                    leastEarlier = Math.min(leastEarlier, distance);
                }
                if (newestEnd == NONE) {
                    newestEnd = end.getAsLong();
                    newest = ago;
                }
                oldestEnd = end.getAsLong();
                oldest = ago;
            }
        }
        if (leastLater == Long.MAX_VALUE || leastEarlier == Long.MAX_VALUE) {
            return new Trend(0, 0, Duration.ZERO);
        }
        double perTick = (double) (newestEnd - oldestEnd) / (oldest - newest);
        return new Trend(
                leastLater - leastEarlier,
                perTick + ends.rounding() + committed.rounding(),
                timeline.between(oldest, newest));
    }

    TimeLag timeLag() {
        if (lastBehind == 0) {
            return TimeLag.drained();
        }
        long next = next();
        // It stays as it was first found, so that the age of what a group does not read never goes down.
        if (writtenOffset != next) {
            writtenOffset = next;
            remember(find(next));
        } else if (!writtenSeen) {
            // More is known of how the log grows now; but nothing gets younger by that.
            Written again = find(next);
            if (again.nanoTime() - writtenAt < 0) {
                remember(again);
            }
        }
        Duration age = Duration.ofNanos(Math.max(0, now - writtenAt));
        return writtenSeen
                ? TimeLag.interpolated(age, Duration.ofNanos(writtenWithin))
                : TimeLag.extrapolated(age, writtenEarlier);
    }

    private void remember(Written found) {
        writtenAt = found.nanoTime();
        writtenSeen = found.seen();
        writtenEarlier = found.earlier();
        writtenWithin = found.within();
    }

    /** The oldest offset that is still to be read, and there. */
    private long next() {
        return Math.max(last, log.start());
    }

    private Written find(long next) {
        return switch (log.ends().passageOf(next, log.end())) {
            case Passage.Seen(long nanoTime, Duration uncertain) ->
                new Written(nanoTime, true, false, uncertain.toNanos());
            case Passage.Earlier(long nanoTime, long offset) -> earlier(next, nanoTime, offset);
        };
    }

    private Written earlier(long next, long nanoTime, long offset) {
        OptionalDouble rate = log.growth();
        // What grew how in a few seconds says nothing about the hours before.
        if (rate.orElse(0) <= 0 || log.watched().compareTo(window.span()) < 0) {
            return new Written(nanoTime, false, true, 0);
        }
        double before = (offset - 1.0 - next) / rate.getAsDouble() * 1e9;
        boolean tooFar = before > FARTHEST_GUESS.toNanos();
        long guess = tooFar ? FARTHEST_GUESS.toNanos() : Math.round(before);
        return new Written(nanoTime - guess, false, tooFar, 0);
    }
}
