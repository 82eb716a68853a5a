package dev.rota.keyedconsumer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of one assignment that have something to do, by key: a hash table whose chains run through the lanes
 * themselves. It is looked into twice for each record, and a lane that leaves it is found without a look at its key.
 *
 * <p>Keys whose hashes collide make chains long, but no longer than the buffer: what is done is not in it. Belongs to
 * the poll thread.
 */
final class LaneTable {

    private static final int FIRST_CAPACITY = 256;

    /**
     * Chains per lane at least. Most keys that are looked up have no lane, and most of those should meet an empty
     * chain: a look at another lane, which some handler thread has just written to, costs more than all the rest.
     */
    private static final int SPARSITY = 4;

    private @Nullable KeyLane[] chains = new @Nullable KeyLane[FIRST_CAPACITY];
    private int size;

    /**
     * The lane of a key; null if there is none.
     *
     * @param hash the key's {@link #hash}
     */
    @Nullable KeyLane get(byte[] key, int hash) {
        @Nullable KeyLane lane = chains[hash & (chains.length - 1)];
        while (lane != null && !lane.hasKey(key, hash)) {
            lane = lane.nextInChain();
        }
        return lane;
    }

    /** Adds a lane whose key is not in the table. */
    void add(KeyLane lane) {
        if (SPARSITY * size >= chains.length) {
            grow();
        }
        link(lane);
        size++;
    }

    /** Removes a lane that is in the table. */
    void remove(KeyLane lane) {
        int chain = lane.keyHash() & (chains.length - 1);
        @Nullable KeyLane before = null;
        @Nullable KeyLane found = chains[chain];
        while (found != null && found != lane) {
            before = found;
            found = found.nextInChain();
        }
        if (found == null) {
            throw new IllegalStateException("a lane was to be removed that is not in the table");
        }
        if (before == null) {
            chains[chain] = lane.nextInChain();
        } else {
            before.setNextInChain(lane.nextInChain());
        }
        lane.setNextInChain(null);
        size--;
    }

    void clear() {
        Arrays.fill(chains, null);
        size = 0;
    }

    int size() {
        return size;
    }

    /** A key's hash, its high bits spread over the low ones, by which chains are told apart. */
    static int hash(byte[] key) {
        int hash = Arrays.hashCode(key);
        return hash ^ (hash >>> 16);
    }

    private void grow() {
        @Nullable KeyLane[] old = chains;
        chains = new @Nullable KeyLane[2 * old.length];
        for (@Nullable KeyLane lane : old) {
            while (lane != null) {
                KeyLane next = lane.nextInChain();
                link(lane);
                lane = next;
            }
        }
    }

    private void link(KeyLane lane) {
        int chain = lane.keyHash() & (chains.length - 1);
        lane.setNextInChain(chains[chain]);
        chains[chain] = lane;
    }
}
