package dev.rota.analytics.streams;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * Has all stores of the process share one block cache, and one bound for what they have not written yet, which counts into the cache. The
 * first store says how large they are. Made by Kafka Streams for each store, on its threads.
 */
public final class SharedRocksMemory implements RocksDBConfigSetter {

    /** The setting for how many bytes there are. */
    static final String BYTES = "rota.rocksdb.memory.bytes";

    private static final int MEMTABLE_BYTES = 8 << 20;
    private static final int MEMTABLES = 3;

    /**
     * A memtable that has anything has as much. RocksDB takes an eighth of the full size unless it is told, and there are so many stores
     * that beginnings of memtables alone would fill the bound then: each write would have one written to disk.
     */
    private static final int MEMTABLE_STEP_BYTES = 32 << 10;

    /** Of the memory, as much may wait to be written. */
    private static final int WRITE_SHARE = 2;

    /** Of the cache, that indices and filters are not driven out of by data. */
    private static final double INDEX_SHARE = 0.2;

    private static final Object LOCK = new Object();
    private static @Nullable Shared shared;

    private record Shared(Cache cache, WriteBufferManager writes) {}

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        Shared memory = shared((long) requireNonNull(configs.get(BYTES)));
        if (options.tableFormatConfig() instanceof BlockBasedTableConfig table) {
            table.setBlockCache(memory.cache());
            table.setCacheIndexAndFilterBlocks(true);
            table.setCacheIndexAndFilterBlocksWithHighPriority(true);
            table.setPinTopLevelIndexAndFilter(true);
            options.setTableFormatConfig(table);
        }
        options.setWriteBufferManager(memory.writes());
        options.setWriteBufferSize(MEMTABLE_BYTES);
        options.setArenaBlockSize(MEMTABLE_STEP_BYTES);
        options.setMaxWriteBufferNumber(MEMTABLES);
    }

    private static Shared shared(long bytes) {
        synchronized (LOCK) {
            Shared memory = shared;
            if (memory == null) {
                // Not a strict limit: a read that finds no room would fail.
                Cache cache = new LRUCache(bytes, -1, false, INDEX_SHARE);
                memory = new Shared(cache, new WriteBufferManager(bytes / WRITE_SHARE, cache));
                shared = memory;
            }
            return memory;
        }
    }

    /** Nothing: other stores use it. */
    @Override
    public void close(String storeName, Options options) {}
}
