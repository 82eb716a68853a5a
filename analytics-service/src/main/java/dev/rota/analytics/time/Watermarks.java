package dev.rota.analytics.time;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * What time it is behind a repartition: that of the source partition which is furthest behind, so that nothing which is punctual in its own
 * partition is still to come. Idle ones hold nobody up; when all are, it is the time of the one furthest ahead. Time never goes back: a
 * partition that was idle goes on at the time of the others. It is not known before each partition was heard of.
 *
 * <p>All of it is kept in a store, and comes back with it. Used on its task's thread only.
 */
public final class Watermarks {

    /** Not known. */
    private static final long NONE = -1;

    private final KeyValueStore<Integer, byte[]> store;
    private final int sources;
    private final Map<Integer, SourceTime> known = new TreeMap<>();
    private long time = NONE;
    private long clock = NONE;

    /**
     * Kept in a store, with whatever is in it already.
     *
     * @param sources how many source partitions there are
     */
    public Watermarks(KeyValueStore<Integer, byte[]> store, int sources) {
        this.store = store;
        this.sources = sources;
        try (KeyValueIterator<Integer, byte[]> all = store.all()) {
            all.forEachRemaining(entry -> known.put(entry.key, SourceTime.of(entry.value)));
        }
        find();
    }

    /** The store: {@link SourceTime}s by partition. */
    public static StoreBuilder<KeyValueStore<Integer, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.Integer(), Serdes.ByteArray())
                .withCachingEnabled();
    }

    /**
     * Takes in what a record says of the time, and takes it off it.
     *
     * @return what time it is in the record's own source partition, in milliseconds since 1970
     */
    public long take(Record<?, ?> record) {
        SourceTime said = SourceTime.takeFrom(record.headers());
        SourceTime before = known.getOrDefault(said.partition(), new SourceTime(said.partition(), NONE, NONE));
        SourceTime after =
                new SourceTime(said.partition(), Math.max(said.time(), Math.max(before.time(), time)), said.clock());
        if (!after.equals(known.put(said.partition(), after))) {
            store.put(said.partition(), after.toBytes());
            find();
        }
        return said.time();
    }

    private void find() {
        if (known.size() < sources) {
            return;
        }
        long first = Long.MAX_VALUE;
        long last = NONE;
        long firstClock = Long.MAX_VALUE;
        for (SourceTime source : known.values()) {
            last = Math.max(last, source.time());
            if (source.isIdle()) {
                firstClock = Math.min(firstClock, source.clock());
            } else {
                first = Math.min(first, source.time());
            }
        }
        boolean allAreIdle = first == Long.MAX_VALUE;
        time = allAreIdle ? last : first;
        clock = allAreIdle ? firstClock : NONE;
    }

    /** By events, in milliseconds since 1970; -1 if it is not known. */
    public long time() {
        return time;
    }

    /** By events, and by the clock if all source partitions are idle and it is ahead; in milliseconds since 1970, -1 if it is not known. */
    public long timeOrClock() {
        return Math.max(time, clock);
    }
}
