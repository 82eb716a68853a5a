package dev.rota.keyedconsumer;

import java.util.Arrays;

/**
 * A record's key as a key of a map. It knows its hash, and it can be compared, so that a map stays fast when somebody
 * chooses keys whose hashes collide.
 */
final class KeyBytes implements Comparable<KeyBytes> {

    private final byte[] bytes;
    private final int hash;

    KeyBytes(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyBytes that && hash == that.hash && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int compareTo(KeyBytes that) {
        return Arrays.compareUnsigned(bytes, that.bytes);
    }
}
