package dev.rota.lagmonitor.history;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What one offset was over the last day: at most 1.7 KB with a tick of five seconds. A tick in which it could not be read is a gap.
 *
 * <p>Not thread-safe: the sampler's thread owns it.
 */
public final class OffsetSeries {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Timeline timeline;
    private final OffsetRing[] rings;

    /** What {@link #passageOf} looks at first and all who ask within one tick have in common; null until somebody asks. */
    private Passage.@Nullable Earlier oldest;

    public OffsetSeries(Timeline timeline) {
        this.timeline = timeline;
        rings = IntStream.range(0, timeline.tiers())
                .mapToObj(tier -> new OffsetRing(timeline.tier(tier).length()))
                .toArray(OffsetRing[]::new);
    }

    /** The offset at the latest tick; once a tick at most. */
    public void put(long offset) {
        oldest = null;
        for (int tier = 0; tier < rings.length; tier++) {
            Timeline.Ticks ticks = timeline.tier(tier);
            if (ticks.kept()) {
                rings[tier].put(ticks.count() - 1, offset);
            }
        }
    }

    /**
     * The offset some ticks ago, as far as every tick is kept.
     *
     * @param ticks 0 for the latest
     * @return empty if it was not read then, or that tick is not kept any more
     */
    public OptionalLong ago(int ticks) {
        long offset = rings[0].get(timeline.tier(0).count() - 1 - ticks);
        return offset == OffsetRing.MISSING ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /** By how much what {@link #ago} says may be too small; 0 unless the offset moved very far within minutes. */
    public long rounding() {
        return rings[0].rounding();
    }

    /**
     * How fast it went, from the oldest kept tick within a span before the latest one to the newest.
     *
     * @return per second; negative if it went back; empty if fewer than two are known
     */
    public OptionalDouble rate(Duration span) {
        return rate(span, false);
    }

    /**
     * How fast it went if it mostly stands and now and then jumps, as a log's beginning does. It is counted from the first jump that
     * was seen, without it: how long it took to come about nobody saw.
     *
     * @return per second; 0 until it has jumped twice within the span; empty if fewer than two ticks are known
     */
    public OptionalDouble rateOfJumps(Duration span) {
        return rate(span, true);
    }

    private OptionalDouble rate(Duration span, boolean fromFirstMove) {
        OptionalDouble rate = OptionalDouble.empty();
        // At the beginning there is only one of the ticks that are far apart.
        for (int tier = timeline.tierOf(span); tier >= 0 && rate.isEmpty(); tier--) {
            rate = rate(tier, span, fromFirstMove);
        }
        return rate;
    }

    private OptionalDouble rate(int tier, Duration span, boolean fromFirstMove) {
        OffsetRing ring = rings[tier];
        Timeline.Ticks ticks = timeline.tier(tier);
        // Asked of every group and partition at every tick: it looks at the ends, and not at what is between them.
        long oldest = Math.max(ring.oldest(), ticks.oldestSince(timeline.now() - span.toNanos()));
        long newest = ring.next() - 1;
        while (newest > oldest && ring.get(newest) == OffsetRing.MISSING) {
            newest--;
        }
        while (oldest < newest && ring.get(oldest) == OffsetRing.MISSING) {
            oldest++;
        }
        if (newest <= oldest) {
            return OptionalDouble.empty();
        }
        long offset = ring.get(oldest);
        if (ring.get(newest) == offset) {
            return OptionalDouble.of(0);
        }
        while (fromFirstMove
                && oldest < newest
                && (ring.get(oldest) == OffsetRing.MISSING || ring.get(oldest) == offset)) {
            oldest++;
        }
        if (newest == oldest) {
            return OptionalDouble.of(0);
        }
        double seconds = (ticks.time(newest) - ticks.time(oldest)) / NANOS_PER_SECOND;
        return OptionalDouble.of((ring.get(newest) - ring.get(oldest)) / seconds);
    }

    /** When an offset was passed, of a series that never goes back. */
    public sealed interface Passage {

        /**
         * Between two ticks.
         *
         * @param nanoTime in proportion between them
         * @param uncertain the time between them, or more where offsets are kept so coarsely that it may have been before
         */
        record Seen(long nanoTime, Duration uncertain) implements Passage {}

        /**
         * Before the oldest tick that is known.
         *
         * @param nanoTime of that tick
         * @param offset at that tick, greater than the one asked for
         */
        record Earlier(long nanoTime, long offset) implements Passage {}
    }

    /**
     * When the series went from at most {@code offset} to more than that, for the last time.
     *
     * @param latest what it is at the latest tick, not rounded; greater than {@code offset}
     */
    public Passage passageOf(long offset, long latest) {
        Passage.Earlier first = oldest == null ? findOldest() : oldest;
        oldest = first;
        if (first != null && first.offset() > offset) {
            // All that came later is beyond it as well.
            return first;
        }
        long afterTime = timeline.now();
        long afterOffset = latest;
        Passage.@Nullable Seen seen = null;
        for (int tier = 0; tier < rings.length; tier++) {
            OffsetRing ring = rings[tier];
            Timeline.Ticks ticks = timeline.tier(tier);
            long last = oldest(tier);
            for (long tick = ring.next() - 1; tick >= last; tick--) {
                long held = ring.get(tick);
                long time = ticks.time(tick);
                if (held == OffsetRing.MISSING || time - afterTime >= 0) {
                    continue;
                }
                if (held > offset) {
                    seen = null;
                } else {
                    seen = seen == null
                            ? between(time, held, afterTime, afterOffset, offset)
                            : new Passage.Seen(seen.nanoTime(), seen.uncertain().plusNanos(afterTime - time));
                    // As it was rounded down, it may have been passed earlier still.
                    if (held + ring.rounding() <= offset) {
                        return seen;
                    }
                }
                afterTime = time;
                afterOffset = held;
            }
        }
        return seen != null ? seen : new Passage.Earlier(afterTime, afterOffset);
    }

    /** The oldest tick of all with an offset; null if there is none. */
    private Passage.@Nullable Earlier findOldest() {
        Passage.@Nullable Earlier found = null;
        for (int tier = 0; tier < rings.length; tier++) {
            OffsetRing ring = rings[tier];
            long tick = oldest(tier);
            while (tick < ring.next() && ring.get(tick) == OffsetRing.MISSING) {
                tick++;
            }
            if (tick < ring.next()) {
                long time = timeline.tier(tier).time(tick);
                if (found == null || time - found.nanoTime() < 0) {
                    found = new Passage.Earlier(time, ring.get(tick));
                }
            }
        }
        return found;
    }

    /** The oldest tick that both the offset and the time are kept of. */
    private long oldest(int tier) {
        return Math.max(rings[tier].oldest(), timeline.tier(tier).oldest());
    }

    private static Passage.Seen between(long time, long held, long afterTime, long afterOffset, long offset) {
        // The record at `offset` is the one after which the end is offset + 1.
        double share = (offset + 1.0 - held) / (afterOffset - held);
        long passed = time + Math.round((afterTime - time) * Math.min(1, share));
        return new Passage.Seen(passed, Duration.ofNanos(afterTime - time));
    }
}
