package dev.rota.lagmonitor.scaling;

/**
 * How fast something goes, over as long as it has gone as fast as now. Counts come in at each tick; what differs from the latest by
 * more than chance and lumps explain belongs to the past, and is left out. So a step is known after three ticks, and a steady
 * rate is known ever better.
 *
 * <p>Not thread-safe: the sampler's thread owns it.
 */
final class AdaptiveRate {

    /** Five minutes at the usual tick. */
    private static final int MOST = 60;

    /** As many alike are no chance. */
    private static final int FEWEST = 3;

    /** Where ticks are short, three of them may be what comes before an outage. */
    private static final double SECONDS_TO_BELIEVE = 12;

    /** What comes in at random may differ by so many of its standard deviations, the square root of what is expected (Poisson). */
    private static final double DEVIATIONS = 4;

    private final double lumps;
    private final double[] amounts = new double[MOST];
    private final double[] seconds = new double[MOST];
    private int count;
    private int next;
    private int alike;
    private double secondsAlike;
    private int unsettled;
    private double rate;
    private double slope;

    /** @param lumps by which share one tick's count may differ from what is expected because it comes in lumps */
    AdaptiveRate(double lumps) {
        this.lumps = lumps;
    }

    /**
     * What came since the last time.
     *
     * @param amount not negative
     * @param inSeconds positive
     */
    void add(double amount, double inSeconds) {
        amounts[next] = amount;
        seconds[next] = inSeconds;
        next = (next + 1) % MOST;
        count = Math.min(MOST, count + 1);
        alike = findAlike();
        unsettled = alike < Math.min(FEWEST, count) ? unsettled + 1 : 0;
        measure(unsettled > 2 * FEWEST ? Math.min(count, 2 * FEWEST) : alike);
    }

    /** Forgets what came at the latest times. */
    void takeBack(int times) {
        int back = Math.min(times, count);
        next = Math.floorMod(next - back, MOST);
        count -= back;
        if (count == 0) {
            clear();
        } else if (back > 0) {
            alike = findAlike();
            unsettled = 0;
            measure(alike);
        }
    }

    private void clear() {
        count = 0;
        alike = 0;
        unsettled = 0;
        rate = 0;
        slope = 0;
    }

    /** Whether at least three ticks agree, over a dozen seconds, or none have agreed for so long that none will. */
    boolean isSettled() {
        return (alike >= FEWEST && secondsAlike >= SECONDS_TO_BELIEVE) || unsettled > 2 * FEWEST;
    }

    /** Whether anything is known. */
    boolean isKnown() {
        return count > 0;
    }

    /** Per second, as of now. */
    double perSecond() {
        return rate;
    }

    /** Per second some seconds from now, if it goes on rising; as of now if it does not rise. */
    double perSecondIn(double later) {
        return rate + Math.max(0, slope) * later;
    }

    private int index(int ago) {
        return Math.floorMod(next - 1 - ago, MOST);
    }

    /** How many of the latest ticks go as fast as each other. */
    private int findAlike() {
        if (count == 1) {
            return 1;
        }
        double amount = amounts[index(0)] + amounts[index(1)];
        double time = seconds[index(0)] + seconds[index(1)];
        int found = 2;
        double strayBefore = 0;
        for (int ago = 2; ago < count; ago++) {
            double expected = amount / time * seconds[index(ago)];
            double off = amounts[index(ago)] - expected;
            double allowed = DEVIATIONS * Math.sqrt(Math.max(expected, 1)) + lumps * expected;
            double stray = Math.abs(off) <= allowed ? 0 : off;
            if (stray * strayBefore > 0) {
                break;
            }
            if (stray == 0) {
                // One may stray, and the next make up for it. Two that stray to the same side are another time.
                for (; found <= ago; found++) {
                    amount += amounts[index(found)];
                    time += seconds[index(found)];
                }
            }
            strayBefore = stray;
        }
        return found;
    }

    private void measure(int ticks) {
        double amount = 0;
        double time = 0;
        for (int ago = 0; ago < ticks; ago++) {
            amount += amounts[index(ago)];
            time += seconds[index(ago)];
        }
        secondsAlike = time;
        rate = amount / time;
        slope = ticks >= 2 * FEWEST ? slope(ticks) : 0;
        // The mean is that of the middle.
        rate = Math.max(0, rate + slope * time / 2);
    }

    /** By how much the rate changes per second; 0 unless it goes one way all the time, and by more than chance explains. */
    private double slope(int ticks) {
        int third = ticks / 3;
        double newest = mean(0, third);
        double middle = mean(third, ticks - third);
        double oldest = mean(ticks - third, ticks);
        double rise = newest - oldest;
        double chance = Math.sqrt(newest / time(0, third) + oldest / time(ticks - third, ticks));
        // What has been as now for a while, and was otherwise before, is a step.
        boolean oneWay = Math.min((newest - middle) / rise, (middle - oldest) / rise) > 0.25;
        return Math.abs(rise) > FEWEST * chance && oneWay ? rise / time(third / 2, ticks - third / 2) : 0;
    }

    private double mean(int from, int to) {
        double amount = 0;
        for (int ago = from; ago < to; ago++) {
            amount += amounts[index(ago)];
        }
        return amount / time(from, to);
    }

    private double time(int from, int to) {
        double time = 0;
        for (int ago = from; ago < to; ago++) {
            time += seconds[index(ago)];
        }
        return time;
    }
}
