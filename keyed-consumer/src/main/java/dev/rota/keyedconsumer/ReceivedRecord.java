package dev.rota.keyedconsumer;

import java.time.Instant;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * One record as a {@link RecordHandler} receives it.
 *
 * @param topicPartition where it was read
 * @param offset its offset there
 * @param timestamp the record's own timestamp, as the producer or the broker set it
 * @param key the deserialized key; null where the record has none
 * @param value the deserialized value; null for a tombstone
 * @param headers a copy of the record's headers: changing it changes neither the next attempt nor a dead letter
 * @param attempt 1 at the first attempt of this assignment, one more at each retry
 * @param fencingToken what the {@link PartitionFence} gave for this assignment of the partition; 0 without a fence
 */
public record ReceivedRecord<K, V>(
        TopicPartition topicPartition,
        long offset,
        Instant timestamp,
        @Nullable K key,
        @Nullable V value,
        Headers headers,
        int attempt,
        long fencingToken) {

    /** The topic it was read from. */
    public String topic() {
        return topicPartition.topic();
    }

    /** The partition it was read from. */
    public int partition() {
        return topicPartition.partition();
    }
}
