package dev.rota.lab.bench.producer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A stretch of time in which a process's work is counted. For one thread. */
final class Window {

    private final Duration length;
    private final ProcessHandle measured;
    private double seconds;
    private double busy;

    /** @param measured whose processor time is looked at */
    Window(Duration length, ProcessHandle measured) {
        this.length = length;
        this.measured = measured;
    }

    /** Returns when it is over. */
    void measure() throws InterruptedException {
        Duration cpuBefore = cpu();
        long begin = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(length.toNanos());
        seconds = (System.nanoTime() - begin) / 1e9;
        busy = cpu().minus(cpuBefore).toNanos() / 1e9 / seconds;
    }

    /** How long it was in fact. */
    double seconds() {
        return seconds;
    }

    /** How much of a processor the process had; 1 is all of one. */
    double busy() {
        return busy;
    }

    private Duration cpu() {
        return measured.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
