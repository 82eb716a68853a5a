package dev.rota.lagmonitor.history;

import java.util.Arrays;

/**
 * Offsets of the latest ticks in two bytes each: distances from a common base, in steps of a power of two that is as small as the
 * distances allow. An offset comes back rounded down, by less than 1/16,000 of the range of what came within five lengths of the ring,
 * and exactly while that is below 32,000.
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

    /** The next put that is later than this looks whether a smaller step is enough by now. */
    private long reviewAfter;

    /** What was put before the step became smaller was rounded to a step of 2 to this power. */
    private int formerShift;

    /** Such an offset is held until this tick. */
    private long formerUntil = -1;

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
        } else if (shift > 0 && tick > reviewAfter) {
            // A burst that has left the ring must not blur what came after it.
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
        if (newShift < shift) {
            formerShift = coarsestShift();
            formerUntil = next + length;
        }
        reviewAfter = next + length / 4;
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

    private int coarsestShift() {
        return next <= formerUntil ? Math.max(shift, formerShift) : shift;
    }

    /** By how much an offset that is held may be too small. */
    long rounding() {
        return (1L << coarsestShift()) - 1;
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
