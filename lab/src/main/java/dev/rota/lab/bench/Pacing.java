package dev.rota.lab.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/** An open loop: work that is due at a steady rate, whatever became of what was due before. */
public final class Pacing {

    private Pacing() {}

    /**
     * Calls the work for each that is due, on the calling thread, and returns when the last one was. What is late is called
     * at once.
     *
     * @param begin by {@link System#nanoTime}
     * @param perSecond how many are due
     * @param work gets when it was due, by {@link System#nanoTime}; must not wait
     */
    public static void run(long begin, double perSecond, Duration lasting, LongConsumer work) {
        long number = (long) (perSecond * lasting.toNanos() / 1e9);
        for (long turn = 0; turn < number; turn++) {
            long due = begin + (long) (turn * 1e9 / perSecond);
            long ahead = due - System.nanoTime();
            while (ahead > 0) {
                LockSupport.parkNanos(ahead);
                ahead = due - System.nanoTime();
            }
            work.accept(due);
        }
    }
}
