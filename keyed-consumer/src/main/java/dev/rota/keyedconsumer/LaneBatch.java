package dev.rota.keyedconsumer;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lanes that have become busy together, for any number of threads to take from: one queue entry for all that a poll
 * brought, and one atomic step for each taken. The poll thread fills it before it hands it over.
 */
final class LaneBatch {

    private @Nullable KeyLane[] lanes;
    private int size;
    private final AtomicInteger taken = new AtomicInteger();

    LaneBatch(int expected) {
        lanes = new @Nullable KeyLane[expected];
    }

    static LaneBatch of(KeyLane lane) {
        LaneBatch single = new LaneBatch(1);
        single.add(lane);
        return single;
    }

    void add(KeyLane lane) {
        if (size == lanes.length) {
            lanes = Arrays.copyOf(lanes, 2 * size + 1);
        }
        lanes[size++] = lane;
    }

    /** The next lane; null if none is left. */
    @Nullable KeyLane take() {
        if (isEmpty()) {
            return null;
        }
        int next = taken.getAndIncrement();
        return next < size ? lanes[next] : null;
    }

    boolean isEmpty() {
        return taken.get() >= size;
    }
}
