package dev.rota.lab.bench;

import java.util.Arrays;

/** Times from when something was due to when it was done, of all that was due within a window. For one thread at a time. */
public final class Latencies {

    private final long from;
    private final long until;
    private final long[] nanos;
    private int count;

    /**
     * @param from the window's begin, by {@link System#nanoTime}
     * @param until its end
     * @param perSecond how many are due
     */
    public Latencies(long from, long until, double perSecond) {
        this.from = from;
        this.until = until;
        nanos = new long[(int) Math.ceil((until - from) / 1e9 * perSecond) + 1];
    }

    public void add(long due, long done) {
        if (due >= from && due < until && count < nanos.length) {
            nanos[count++] = done - due;
        }
    }

    public int count() {
        return count;
    }

    /** The value that the given part of all does not exceed, in milliseconds; NaN if there are none. */
    public double percentileMillis(double part) {
        if (count == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.max(0, Math.ceil(count * part) - 1)] / 1e6;
    }
}
