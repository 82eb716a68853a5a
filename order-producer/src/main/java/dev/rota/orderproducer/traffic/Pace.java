package dev.rota.orderproducer.traffic;

import java.time.Duration;

/**
 * An open-loop schedule: when each arrival is due, whatever became of the ones before it. A slow system meets the same
 * load as a fast one, instead of being spared by it.
 *
 * @param perSecond arrivals per second, more than 0
 */
public record Pace(double perSecond) {

    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * When an arrival is due, counted from the start.
     *
     * @param arrival its number, from 0
     */
    public Duration due(long arrival) {
        return Duration.ofNanos((long) (arrival * (NANOS_PER_SECOND / perSecond)));
    }
}
