package dev.rota.orderproducer.distribution;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Acknowledged records of this instance, by topic and partition. */
@Schema(description = "Records of this instance that the broker has acknowledged")
record Distribution(
        @Schema(description = "When this instance began to count")
        Instant since,

        List<TopicShare> topics) {

    /** A topic's records. */
    record TopicShare(
            @Schema(examples = "order-events") String topic,
            @Schema(description = "All partitions together") long records,

            @Schema(description = "Every partition, in order")
            List<PartitionShare> partitions) {

        /**
         * Lists every partition, also those that got nothing.
         *
         * @param partitions how many partitions the topic is known to have
         * @param counted records by partition
         */
        static TopicShare of(String topic, int partitions, SortedMap<Integer, Long> counted) {
            SortedMap<Integer, Long> all = new TreeMap<>(counted);
            IntStream.range(0, partitions).forEach(partition -> all.putIfAbsent(partition, 0L));
            return new TopicShare(
                    topic,
                    all.values().stream().mapToLong(Long::longValue).sum(),
                    all.entrySet().stream()
                            .map(share -> new PartitionShare(share.getKey(), share.getValue()))
                            .toList());
        }
    }

    /** A partition's records. */
    record PartitionShare(
            @Schema(examples = "0") int partition,
            @Schema(examples = "1207") long records) {}
}
