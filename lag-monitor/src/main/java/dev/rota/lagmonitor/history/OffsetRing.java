package dev.rota.lagmonitor.history;

import java.util.Arrays;

/**
 * Offsets of the latest ticks in two bytes each: distances from a common base, in steps of a power of two that is as small as the
 * distances allow. An offset comes back rounded down by less than 1/16,000 of the ring's whole range, and exactly while that range
 * is below 32,000.
 *
 * <p>Not thread-safe: the sampler's thread owns it.
 */
final class OffsetRing {

    /** What {@link #get} says of a tick without an offset. Offsets are never negative. */
    static final long MISSING = -1;

    private static final char EMPTY = Character.MAX_VALUE;
    private static final int FARTHEST = EMPTY - 1;
    private static final int FIRST_LENGTH = 8;

    private final int length;
    private char[] distances;

    /** A multiple of the step, so that what was rounded once is not rounded again. */
    private long base;

    /** The step is 2 to this power. */
    private int shift;

    private long first;
    private long next;

    /** @param length ticks kept at most */
    OffsetRing(int length) {
        this.length = length;
        distances = new char[Math.min(FIRST_LENGTH, length)];
    }

    /**
     * Keeps the offset of a tick.
     *
     * @param tick greater than that of every call before
     * @param offset not negative
     */
    void put(long tick, long offset) {
        if (first == next || tick - next >= length) {
            first = tick;
            next = tick;
        }
        grow(tick);
        while (next < tick) {
            distances[index(next)] = EMPTY;
            next++;
        }
        // The slot may hold the tick that leaves the ring now; it must not hold up the base.
        distances[index(tick)] = EMPTY;
        next++;
        if (offset < base || (offset - base) >> shift > FARTHEST || next - first == 1) {
            rebase(offset);
        }
        distances[index(tick)] = (char) ((offset - base) >> shift);
    }

    private void grow(long tick) {
        long needed = tick - first + 1;
        if (needed > distances.length && distances.length < length) {
            distances = Arrays.copyOf(distances, (int) Math.min(length, Math.max(needed, 2L * distances.length)));
        }
    }

    /** Makes room for an offset, and as much again above all that is there. */
    private void rebase(long offset) {
        long lowest = offset;
        long highest = offset;
        for (long tick = oldest(); tick < next; tick++) {
            long held = get(tick);
            if (held != MISSING) {
                lowest = Math.min(lowest, held);
                highest = Math.max(highest, held);
            }
        }
        int newShift = 0;
        while ((highest - lowest) >> newShift > FARTHEST / 2) {
            newShift++;
        }
        long newBase = lowest >> newShift << newShift;
        for (long tick = oldest(); tick < next; tick++) {
            long held = get(tick);
            if (held != MISSING) {
                distances[index(tick)] = (char) ((held - newBase) >> newShift);
            }
        }
        base = newBase;
        shift = newShift;
    }

    private int index(long tick) {
        return (int) ((tick - first) % distances.length);
    }

    /** The oldest tick that is kept. */
    long oldest() {
        return Math.max(first, next - distances.length);
    }

    /** The tick after the latest that was put. */
    long next() {
        return next;
    }

    /** The offset of a tick, or {@link #MISSING}. */
    long get(long tick) {
        if (tick < oldest() || tick >= next) {
            return MISSING;
        }
        char distance = distances[index(tick)];
        return distance == EMPTY ? MISSING : base + ((long) distance << shift);
    }
}
