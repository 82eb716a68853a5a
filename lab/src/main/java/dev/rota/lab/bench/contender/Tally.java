package dev.rota.lab.bench.contender;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Counts what handlers saw, cheaply enough not to be what is measured: per partition the number of records and the sum
 * of their offsets, which together give away a skipped or repeated record. Thread-safe.
 */
final class Tally {

    private final LongAdder[] handled;
    private final LongAdder[] offsets;

    /** @param partitions how many partitions the topic has */
    Tally(int partitions) {
        handled = adders(partitions);
        offsets = adders(partitions);
    }

    private static LongAdder[] adders(int count) {
        return IntStream.range(0, count).mapToObj(partition -> new LongAdder()).toArray(LongAdder[]::new);
    }

    void add(int partition, long offset) {
        handled[partition].increment();
        offsets[partition].add(offset);
    }

    /** All records handled so far. */
    long total() {
        long total = 0;
        for (LongAdder partition : handled) {
            total += partition.sum();
        }
        return total;
    }

    /**
     * What the count and the group's committed offsets say of each other.
     *
     * @param beyond records handled above the committed offsets: work that was not committed on the way out, or was done
     *     twice
     * @param skipped records committed that no handler has seen
     */
    record Audit(long beyond, long skipped) {}

    /** Holds the count against the offsets that the group has committed; for a contender that is closed. */
    Audit audit(Admin admin, String group) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        long beyond = 0;
        long skipped = 0;
        for (Map.Entry<TopicPartition, OffsetAndMetadata> entry : committed.entrySet()) {
            int partition = entry.getKey().partition();
            long below = entry.getValue().offset();
            long count = handled[partition].sum();
            beyond += Math.max(0, count - below);
            skipped += Math.max(0, below - count);
            if (count == below && offsets[partition].sum() != below * (below - 1) / 2) {
                // As many as committed, but not those: at least one was skipped and another is beyond, or came twice.
                beyond++;
                skipped++;
            }
        }
        return new Audit(beyond, skipped);
    }
}
