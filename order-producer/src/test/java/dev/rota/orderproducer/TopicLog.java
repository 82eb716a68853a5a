package dev.rota.orderproducer;

import dev.rota.registry.BoundedDeserializer;
import dev.rota.registry.FirstLookup;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What is really in a topic, read by a consumer of its own. */
public final class TopicLog implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String bootstrapServers;
    private final KafkaConsumer<String, SpecificRecord> consumer;
    private final List<TopicPartition> partitions;

    public TopicLog(String bootstrapServers, String registryUrl, String topic) {
        this.bootstrapServers = bootstrapServers;
        AvroKafkaDeserializer<SpecificRecord> values = new AvroKafkaDeserializer<>();
        values.configure(
                Map.of(
                        "apicurio.registry.url",
                        registryUrl,
                        "apicurio.registry.use-specific-avro-reader",
                        true,
                        "apicurio.registry.check-period-ms",
                        Duration.ofDays(1).toMillis()),
                false);
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new BoundedDeserializer<>(values, new FirstLookup(PATIENCE, 3)));
        partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
    }

    /** End offsets by partition number. */
    public Map<Integer, Long> endOffsets() {
        Map<Integer, Long> ends = new HashMap<>();
        consumer.endOffsets(partitions).forEach((partition, end) -> ends.put(partition.partition(), end));
        return ends;
    }

    /** One record. */
    public ConsumerRecord<String, SpecificRecord> at(int partition, long offset) {
        TopicPartition place = new TopicPartition(partitions.getFirst().topic(), partition);
        consumer.assign(List.of(place));
        consumer.seek(place, offset);
        ConsumerRecord<String, SpecificRecord> record =
                consumer.poll(PATIENCE).iterator().next();
        consumer.assign(partitions);
        return record;
    }

    /** All records from given offsets to the end of now, in the order of each partition. */
    public List<ConsumerRecord<String, SpecificRecord>> since(Map<Integer, Long> from) {
        return since(consumer, from);
    }

    /** The values from given offsets to the end of now as they lie in the log, legible or not. */
    public List<byte[]> bytesSince(Map<Integer, Long> from) {
        try (KafkaConsumer<byte[], byte[]> bytes = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            bytes.assign(partitions);
            return since(bytes, from).stream().map(ConsumerRecord::value).toList();
        }
    }

    private <K, V> List<ConsumerRecord<K, V>> since(KafkaConsumer<K, V> reader, Map<Integer, Long> from) {
        Map<Integer, Long> ends = endOffsets();
        partitions.forEach(partition -> reader.seek(partition, from.get(partition.partition())));
        List<ConsumerRecord<K, V>> records = new ArrayList<>();
        while (partitions.stream()
                .anyMatch(partition -> reader.position(partition) < ends.get(partition.partition()))) {
            reader.poll(PATIENCE).forEach(records::add);
        }
        return records;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
