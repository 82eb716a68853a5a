package dev.rota.orderproducer.distribution;

import dev.rota.orderproducer.publishing.PartitionFigures;
import dev.rota.orderproducer.publishing.TopicFigures;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Acknowledged records of this instance, by topic and partition. */
@Schema(description = "Records of this instance that the broker has acknowledged")
record Distribution(
        @Schema(description = "When this instance began to count")
        Instant since,

        @Schema(description = "Which keys the records get: the events' own, random ones, or none", examples = "key")
        String keying,

        List<TopicShare> topics) {

    /** A topic's records. */
    record TopicShare(
            @Schema(examples = "order-events") String topic,

            @Schema(description = "All partitions together", examples = "7242")
            long records,

            @Schema(description = "Of keys and values, before compression", examples = "810331")
            long bytes,

            @Schema(
                    description = "Different keys: exact up to some hundred, beyond that within a few percent",
                    examples = "412")
            long distinctKeys,

            @Schema(
                    description =
                            "Records of the fullest partition ÷ the mean of all; 1 is even, the number of partitions is all in one."
                                    + " Absent while there are no records",
                    examples = "1.35")
            @Nullable Double skew,

            @Schema(description = "Every partition, in order")
            List<PartitionShare> partitions) {

        /**
         * Lists every partition, also those that got nothing.
         *
         * @param partitions how many partitions the topic is known to have
         */
        static TopicShare of(String topic, int partitions, TopicFigures acknowledged) {
            SortedMap<Integer, PartitionFigures> all = new TreeMap<>(acknowledged.partitions());
            IntStream.range(0, partitions)
                    .forEach(partition -> all.putIfAbsent(partition, new PartitionFigures(0, 0, 0)));
            List<PartitionShare> shares = all.entrySet().stream()
                    .map(share -> PartitionShare.of(share.getKey(), share.getValue()))
                    .toList();
            return new TopicShare(
                    topic,
                    shares.stream().mapToLong(PartitionShare::records).sum(),
                    shares.stream().mapToLong(PartitionShare::bytes).sum(),
                    acknowledged.keys(),
                    skew(shares),
                    shares);
        }

        private static @Nullable Double skew(List<PartitionShare> shares) {
            var records = shares.stream().mapToLong(PartitionShare::records).summaryStatistics();
            return records.getMax() == 0 ? null : records.getMax() / records.getAverage();
        }
    }

    /** A partition's records. */
    record PartitionShare(
            @Schema(examples = "0") int partition,
            @Schema(examples = "1207") long records,

            @Schema(description = "Of keys and values, before compression", examples = "135055")
            long bytes,

            @Schema(
                    description = "Different keys: exact up to some hundred, beyond that within a few percent",
                    examples = "69")
            long distinctKeys) {

        static PartitionShare of(int partition, PartitionFigures figures) {
            return new PartitionShare(partition, figures.records(), figures.bytes(), figures.keys());
        }
    }
}
