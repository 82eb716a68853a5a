package dev.rota.lab.bench.contender;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Every latency of one phase. Thread-safe. */
final class LatencySamples {

    private final long[] nanos;
    private final AtomicInteger count = new AtomicInteger();
    private final CountDownLatch missing;

    /** @param expected how many there will be; more, from records that come twice, are left out */
    LatencySamples(int expected) {
        nanos = new long[expected];
        missing = new CountDownLatch(expected);
    }

    int expected() {
        return nanos.length;
    }

    int count() {
        return Math.min(count.get(), nanos.length);
    }

    void add(long latencyNanos) {
        int index = count.getAndIncrement();
        if (index < nanos.length) {
            nanos[index] = latencyNanos;
            missing.countDown();
        }
    }

    /**
     * Waits until all have come.
     *
     * @throws IllegalStateException if they do not
     */
    void awaitAll(Duration atMost) throws InterruptedException {
        if (!missing.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(
                    missing.getCount() + " of " + nanos.length + " records were not handled within " + atMost);
        }
    }

    /** The value that the given part of all does not exceed, in milliseconds; after {@link #awaitAll}. */
    double percentileMillis(double part) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, (long) Math.ceil(sorted.length * part) - 1)] / 1e6;
    }
}
