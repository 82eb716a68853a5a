package dev.rota.lagmonitor.scaling;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;

/** The greatest of the values of some time. Not thread-safe. */
final class Lately {

    private record Seen(long nanoTime, int value) {}

    private final long span;

    /** In the order of time, each smaller than the one before: a later one that is greater hides all before it. */
    private final Deque<Seen> seen = new ArrayDeque<>(2);

    private long since;
    private long latest;
    private boolean begun;

    Lately(Duration span) {
        this.span = span.toNanos();
    }

    void add(long nanoTime, int value) {
        if (!begun || nanoTime - latest > span / 2) {
            // Nobody looked for too long to say what was enough.
            begun = true;
            since = nanoTime;
            seen.clear();
        }
        latest = nanoTime;
        while (!seen.isEmpty() && seen.getLast().value() <= value) {
            seen.removeLast();
        }
        seen.addLast(new Seen(nanoTime, value));
        while (nanoTime - seen.getFirst().nanoTime() > span) {
            seen.removeFirst();
        }
    }

    /**
     * The greatest of the whole span; empty as long as less than that was seen, and if a smaller one is to take its place within some
     * time: then it is as well to wait for that.
     */
    OptionalInt greatest(long nanoTime, Duration some) {
        if (!begun || seen.isEmpty() || nanoTime - since < span) {
            return OptionalInt.empty();
        }
        boolean leaves =
                seen.size() > 1 && nanoTime + some.toNanos() - seen.getFirst().nanoTime() > span;
        return leaves ? OptionalInt.empty() : OptionalInt.of(seen.getFirst().value());
    }
}
