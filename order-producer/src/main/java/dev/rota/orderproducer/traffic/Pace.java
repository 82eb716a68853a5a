package dev.rota.orderproducer.traffic;

import java.time.Duration;

/**
 * An open-loop schedule: when each arrival is due, whatever became of the ones before it. A slow system meets the same
 * load as a fast one, instead of being spared by it.
 *
 * @param perSecond arrivals per second outside of bursts, more than 0
 * @param bursts when there are more
 */
public record Pace(double perSecond, Bursts bursts) {

    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * How many arrivals are due within a stretch of time, wherever it begins: about this many at most.
     *
     * @param stretch how long it is
     */
    public double mostWithin(Duration stretch) {
        double seconds = stretch.toNanos() / NANOS_PER_SECOND;
        double periods = Math.floor(seconds / bursts.everySeconds());
        double rest = seconds - periods * bursts.everySeconds();
        double inBursts = periods * bursts.lastingSeconds() + Math.min(rest, bursts.lastingSeconds());
        return perSecond * (seconds + (bursts.factor() - 1) * inBursts);
    }

    /**
     * When an arrival is due, counted from the start.
     *
     * @param arrival its number, from 0
     */
    public Duration due(long arrival) {
        double quietSeconds = bursts.everySeconds() - bursts.lastingSeconds();
        double inQuiet = perSecond * quietSeconds;
        double inPeriod = inQuiet + perSecond * bursts.factor() * bursts.lastingSeconds();
        double periods = Math.floor(arrival / inPeriod);
        double inThisPeriod = arrival - periods * inPeriod;
        double seconds = inThisPeriod < inQuiet
                ? inThisPeriod / perSecond
                : quietSeconds + (inThisPeriod - inQuiet) / (perSecond * bursts.factor());
        return Duration.ofNanos((long) ((periods * bursts.everySeconds() + seconds) * NANOS_PER_SECOND));
    }
}
