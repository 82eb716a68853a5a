package dev.rota.lab.bench;

import java.time.Instant;
import java.util.UUID;

/** Values that look like chance and are the same each time. */
public final class MadeUp {

    private MadeUp() {}

    /** A UUID of version 7 (RFC 9562, section 5.7). */
    public static UUID uuid7(Instant at, long high, long low) {
        return new UUID(
                (at.toEpochMilli() << 16) | 0x7000L | (high & 0x0FFFL),
                (low & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
    }

    /** The finalizer of SplitMix64: nearby numbers become distant ones. */
    public static long mix(long number) {
        long mixed = number + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
