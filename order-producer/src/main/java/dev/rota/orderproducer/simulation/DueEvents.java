package dev.rota.orderproducer.simulation;

import java.time.Duration;
import java.util.Comparator;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

/** What is due and not done, by the time it was due. Thread-safe. */
final class DueEvents {

    private final ConcurrentSkipListSet<Due> open =
            new ConcurrentSkipListSet<>(Comparator.comparing(Due::at).thenComparingLong(Due::number));
    private final AtomicLong numbers = new AtomicLong();

    /**
     * One event's turn.
     *
     * @param at when it was due, from the start of the simulation
     * @param number tells two of the same time apart
     */
    record Due(Duration at, long number) {}

    /**
     * An event that is due.
     *
     * @param at when, from the start of the simulation
     */
    Due add(Duration at) {
        Due due = new Due(at, numbers.incrementAndGet());
        open.add(due);
        return due;
    }

    void done(Due due) {
        open.remove(due);
    }

    /**
     * How long the oldest one has been due.
     *
     * @param now from the start of the simulation
     */
    Duration behind(Duration now) {
        try {
            Duration behind = now.minus(open.first().at());
            return behind.isNegative() ? Duration.ZERO : behind;
        } catch (NoSuchElementException _) {
            return Duration.ZERO;
        }
    }
}
