package dev.rota.keyedconsumer;

import java.time.Duration;

/** Durations as clocks count them. */
final class Durations {

    private static final Duration AS_GOOD_AS_FOR_EVER = Duration.ofDays(365);

    private Durations() {}

    /** Nanoseconds to wait, for one who may have been told to wait for longer than a clock can count. */
    static long nanos(Duration wait) {
        return (wait.compareTo(AS_GOOD_AS_FOR_EVER) < 0 ? wait : AS_GOOD_AS_FOR_EVER).toNanos();
    }
}
