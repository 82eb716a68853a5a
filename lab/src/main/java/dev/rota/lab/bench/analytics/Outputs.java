package dev.rota.lab.bench.analytics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads topics as they are: what was committed, from the first record to the last. */
final class Outputs {

    private static final Duration POLL = Duration.ofMillis(200);

    private Outputs() {}

    /** How many committed records a topic has. */
    static long count(String bootstrapServers, String topic) {
        long[] count = {0};
        read(bootstrapServers, topic, _ -> count[0]++);
        return count[0];
    }

    /** Reads a topic to where it ends now. */
    static void read(String bootstrapServers, String topic, Consumer<ConsumerRecord<String, byte[]>> visitor) {
        try (KafkaConsumer<String, byte[]> consumer = consumer(bootstrapServers)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            read(consumer, partitions, visitor);
        }
    }

    /** Reads partitions to where they end now. */
    static void read(
            KafkaConsumer<String, byte[]> consumer,
            List<TopicPartition> partitions,
            Consumer<ConsumerRecord<String, byte[]>> visitor) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
        while (partitions.stream()
                .anyMatch(partition -> consumer.position(partition) < end.getOrDefault(partition, 0L))) {
            consumer.poll(POLL).forEach(visitor);
        }
    }

    /** One that belongs to no group and sees what is committed. */
    static KafkaConsumer<String, byte[]> consumer(String bootstrapServers) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "isolation.level",
                        "read_committed",
                        "max.poll.records",
                        5_000),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }
}
