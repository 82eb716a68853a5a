package dev.rota.lagmonitor.scaling;

import java.time.Duration;

/**
 * Whether members are known to have had as much to read as they can, and what it takes to try whether fewer of them are enough. All
 * times are in nanoseconds.
 *
 * <p>Not thread-safe: the sampler's thread owns it.
 */
final class Trial {

    private static final int MOST_DOUBLINGS = 4;

    private final long patience;

    /** Nobody is known to have had as much to read as it can since then. */
    private long unprovenSince;

    private boolean doubted;
    private boolean running;
    private int failures;

    /** @param patience for how long nobody must have been busy before the first trial */
    Trial(Duration patience) {
        this.patience = patience.toNanos();
    }

    void begin(long now) {
        unprovenSince = now;
    }

    /** A member had as much to read as it can. */
    void prove(long now) {
        unprovenSince = now;
        doubted = false;
    }

    /** Whether fewer are wanted only to see whether they are enough, or were since more were wanted. */
    boolean isRunning() {
        return running;
    }

    /** Whether it is not known yet how that goes. */
    boolean isOpen() {
        return running && doubted;
    }

    boolean isDoubted() {
        return doubted;
    }

    /** Whether it is time for another; after each failure it takes twice as long. */
    boolean isDue(long now) {
        return now - unprovenSince > patience << failures;
    }

    /** Fewer are wanted from now on; a trial before it has gone well. */
    void start(long now) {
        failures = running ? 0 : failures;
        running = true;
        unprovenSince = now;
        doubted = true;
    }

    /** There could be none: fewer would be as many replicas. */
    void giveUp() {
        failures = running ? 0 : failures;
        running = false;
    }

    /** More are wanted: if this was a trial, fewer were not enough. */
    void fail() {
        if (running) {
            failures = Math.min(MOST_DOUBLINGS, failures + 1);
            running = false;
        }
    }

    /** Fewer are wanted for another reason. */
    void end() {
        running = false;
    }
}
