package dev.rota.lagmonitor.history;

import java.time.Duration;
import java.util.List;

/**
 * When the ticks of a monitor were, at several resolutions: each tick of the last minutes, then fewer and fewer. All {@link
 * OffsetSeries} of a monitor share one, so that none of them has to keep times.
 *
 * <p>Not thread-safe: the sampler's thread owns it.
 */
public final class Timeline {

    /**
     * A resolution.
     *
     * @param step from one kept tick to the next, at least
     * @param length ticks kept
     */
    record Resolution(Duration step, int length) {

        static Resolution over(Duration span, Duration step) {
            return new Resolution(step, Math.toIntExact(Math.ceilDiv(span.toNanos(), step.toNanos())));
        }
    }

    private static final Duration COARSE_STEP = Duration.ofSeconds(30);
    private static final Duration COARSEST_STEP = Duration.ofMinutes(5);

    private final List<Ticks> tiers;
    private long now;

    private Timeline(Duration interval, List<Resolution> resolutions) {
        // A tick that comes a little early is not left out for that.
        Duration early = interval.dividedBy(10);
        tiers = resolutions.stream()
                .map(resolution -> new Ticks(resolution, early))
                .toList();
    }

    /** Ten minutes in full, two hours at 30 s, 24 hours at 5 min. */
    public static Timeline of(Duration interval) {
        return new Timeline(
                interval,
                List.of(
                        Resolution.over(Duration.ofMinutes(10), interval),
                        Resolution.over(Duration.ofHours(2), max(interval, COARSE_STEP)),
                        Resolution.over(Duration.ofHours(24), max(interval, COARSEST_STEP))));
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /**
     * Begins a tick. What is put into a series until the next one belongs to it.
     *
     * @param nanoTime as {@link System#nanoTime()}, later than that of the tick before
     */
    public void tick(long nanoTime) {
        now = nanoTime;
        tiers.forEach(tier -> tier.tick(nanoTime));
    }

    /** The time of the latest tick, kept or not. */
    public long now() {
        return now;
    }

    /** The time from one kept tick to another, each so many ticks ago, as far as every tick is kept. */
    public Duration between(int fromAgo, int toAgo) {
        Ticks ticks = tiers.getFirst();
        return Duration.ofNanos(ticks.time(ticks.count() - 1 - toAgo) - ticks.time(ticks.count() - 1 - fromAgo));
    }

    /** The finest resolution that reaches back so far, or the one that reaches back farthest. */
    int tierOf(Duration span) {
        for (int tier = 0; tier < tiers.size() - 1; tier++) {
            if (tiers.get(tier).span >= span.toNanos()) {
                return tier;
            }
        }
        return tiers.size() - 1;
    }

    int tiers() {
        return tiers.size();
    }

    Ticks tier(int index) {
        return tiers.get(index);
    }

    /** The kept ticks of one resolution, numbered from 0 in the order of time. */
    static final class Ticks {

        private final int length;
        private final long span;
        private final long step;
        private final long[] times;
        private long count;
        private boolean kept;

        /** What {@link #oldestSince} was asked last and said: at one tick, all ask the same. */
        private long askedSince;

        private long answeredSince = -1;

        Ticks(Resolution resolution, Duration early) {
            length = resolution.length();
            span = length * resolution.step().toNanos();
            step = resolution.step().minus(early).toNanos();
            times = new long[length];
        }

        private void tick(long nanoTime) {
            kept = count == 0 || nanoTime - last() >= step;
            if (kept) {
                times[index(count)] = nanoTime;
                count++;
                answeredSince = -1;
            }
        }

        private long last() {
            return times[index(count - 1)];
        }

        private int index(long tick) {
            return (int) (tick % length);
        }

        /** How many ticks are kept at most. */
        int length() {
            return length;
        }

        /** Whether the latest tick of all is kept at this resolution. */
        boolean kept() {
            return kept;
        }

        /** The number after that of the latest. */
        long count() {
            return count;
        }

        /** The number of the oldest that is kept. */
        long oldest() {
            return Math.max(0, count - length);
        }

        /** The number of the oldest that is kept and was not before some time; the number after the latest if all were. */
        long oldestSince(long nanoTime) {
            if (answeredSince < 0 || askedSince != nanoTime) {
                askedSince = nanoTime;
                answeredSince = findOldestSince(nanoTime);
            }
            return answeredSince;
        }

        private long findOldestSince(long nanoTime) {
            long low = oldest();
            long high = count;
            while (low < high) {
                long middle = (low + high) >>> 1;
                if (time(middle) - nanoTime >= 0) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }

        /** When a kept tick was. */
        long time(long tick) {
            return times[index(tick)];
        }
    }
}
