package dev.rota.analytics.deadline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** Which orders have to be looked at, the next ones first. Used on its task's thread only. */
public final class DeadlineIndex {

    private static final byte[] HERE = {};

    private final KeyValueStore<Bytes, byte[]> store;

    /** There is nothing before it. A store goes through what was deleted there all over again if it is not told. */
    private Bytes first = Deadline.before(Instant.EPOCH);

    /** Kept in a store, with whatever is in it already. */
    public DeadlineIndex(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** The store of an index. */
    public static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
                .withCachingEnabled();
    }

    /**
     * Sees to it that an order is looked at in time. One that is due later than it was is left where it is: it comes up too early
     * then, and whoever takes it adds it again. Most orders are done by then, and each of their steps would cost two records of a
     * changelog otherwise.
     *
     * @param before the order's deadline so far; null if it had none
     */
    public void move(@Nullable Deadline before, Deadline after) {
        if (before == null || after.at().isBefore(before.at())) {
            add(after);
        }
    }

    /** One more. */
    public void add(Deadline deadline) {
        Bytes key = deadline.toBytes();
        store.put(key, HERE);
        if (key.compareTo(first) < 0) {
            first = key;
        }
    }

    /**
     * Takes out those that are before a time. An order may be among them that is due later, and one that is gone.
     *
     * @param most however many there are
     */
    List<Deadline> take(Instant now, int most) {
        Bytes end = Deadline.before(now);
        if (end.compareTo(first) <= 0) {
            return List.of();
        }
        List<Bytes> due = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store.range(first, end)) {
            while (all.hasNext() && due.size() < most) {
                due.add(all.next().key);
            }
        }
        first = due.size() < most ? end : due.getLast();
        due.forEach(store::delete);
        return due.stream().map(Deadline::of).toList();
    }
}
