package dev.rota.orderproducer.publishing;

import java.nio.charset.StandardCharsets;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.hll.HllUnion;
import org.apache.datasketches.hll.TgtHllType;
import org.jspecify.annotations.Nullable;

/**
 * What was acknowledged in one partition. Its keys are counted by a HyperLogLog sketch of some kilobytes, which is exact up
 * to some hundred keys and within a few percent however many there are. Thread-safe; in fact the producer's I/O thread is
 * nearly alone with it.
 */
final class PartitionTally {

    /** 4096 registers: a relative standard error of 1.04 ÷ √4096, 1.6 %. */
    private static final int LG_REGISTERS = 12;

    private final HllSketch keys = new HllSketch(LG_REGISTERS, TgtHllType.HLL_8);
    private long records;
    private long bytes;

    /**
     * Counts a record.
     *
     * @param size bytes of key and value
     */
    synchronized void add(@Nullable String key, int size) {
        records++;
        bytes += size;
        if (key != null) {
            keys.update(key.getBytes(StandardCharsets.UTF_8));
        }
    }

    synchronized PartitionFigures figures() {
        return new PartitionFigures(records, bytes, Math.round(keys.getEstimate()));
    }

    /** Adds these keys to those of other partitions: one that was written to two of them counts once. */
    synchronized void addKeysTo(HllUnion union) {
        union.update(keys);
    }

    /** Holds the keys of several partitions. */
    static HllUnion union() {
        return new HllUnion(LG_REGISTERS);
    }
}
