package dev.rota.lab.bench.contender;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Watches a tally from outside the contender's threads. Used by one thread. */
final class TopicProgress {

    private static final Duration STALLED = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 2;

    private final Tally tally;

    /**
     * A moment of a run.
     *
     * @param nanos as {@link System#nanoTime}
     * @param cpuNanos processor time this process has used
     * @param handled records handled
     */
    record Moment(long nanos, long cpuNanos, long handled) {}

    TopicProgress(Tally tally) {
        this.tally = tally;
    }

    Moment now() {
        return new Moment(System.nanoTime(), cpuNanos(), tally.total());
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }

    /**
     * Waits until so many are handled, or the time is over.
     *
     * @throws IllegalStateException if nothing at all is handled for a minute
     */
    void await(long handled, Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        long stalled = System.nanoTime() + STALLED.toNanos();
        long seen = tally.total();
        while (seen < handled && System.nanoTime() - end < 0) {
            Thread.sleep(LOOK_MILLIS);
            long total = tally.total();
            if (total > seen) {
                stalled = System.nanoTime() + STALLED.toNanos();
            } else if (System.nanoTime() - stalled >= 0) {
                throw new IllegalStateException("nothing was handled for a minute, after " + seen + " records");
            }
            seen = total;
        }
    }
}
