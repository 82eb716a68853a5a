package dev.rota.orderproducer;

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
import org.apache.kafka.common.serialization.StringDeserializer;

/** What is really in a topic, read by a consumer of its own. */
public final class TopicLog implements AutoCloseable {

    private final KafkaConsumer<String, SpecificRecord> consumer;
    private final List<TopicPartition> partitions;

    public TopicLog(String bootstrapServers, String registryUrl, String topic) {
        AvroKafkaDeserializer<SpecificRecord> values = new AvroKafkaDeserializer<>();
        values.configure(
                Map.of("apicurio.registry.url", registryUrl, "apicurio.registry.use-specific-avro-reader", true),
                false);
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                values);
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
        ConsumerRecord<String, SpecificRecord> record = poll().getFirst();
        consumer.assign(partitions);
        return record;
    }

    /** All records from given offsets to the end of now, in the order of each partition. */
    public List<ConsumerRecord<String, SpecificRecord>> since(Map<Integer, Long> from) {
        Map<Integer, Long> ends = endOffsets();
        partitions.forEach(partition -> consumer.seek(partition, from.get(partition.partition())));
        List<ConsumerRecord<String, SpecificRecord>> records = new ArrayList<>();
        while (partitions.stream()
                .anyMatch(partition -> consumer.position(partition) < ends.get(partition.partition()))) {
            records.addAll(poll());
        }
        return records;
    }

    private List<ConsumerRecord<String, SpecificRecord>> poll() {
        List<ConsumerRecord<String, SpecificRecord>> records = new ArrayList<>();
        consumer.poll(Duration.ofSeconds(10)).forEach(records::add);
        return records;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
