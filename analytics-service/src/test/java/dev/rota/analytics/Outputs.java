package dev.rota.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rota.localstack.LocalStack;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What analytics has written and committed, read from the topics. For one thread. */
final class Outputs implements AutoCloseable {

    private final AvroKafkaDeserializer<SpecificRecord> avro = new AvroKafkaDeserializer<>();
    private final KafkaConsumer<byte[], byte[]> consumer;

    Outputs(LocalStack stack) {
        avro.configure(
                Map.of(
                        "apicurio.registry.url", stack.registryUrl(),
                        "apicurio.registry.use-specific-avro-reader", true,
                        "apicurio.registry.dereference-schema", true),
                false);
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** All records of a topic that were committed when this was called. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        }
        return records;
    }

    /** A record's value; empty if it is no such one. */
    <T extends SpecificRecord> Optional<T> value(ConsumerRecord<byte[], byte[]> record, Class<T> type) {
        try {
            SpecificRecord value = avro.deserialize(record.topic(), record.value());
            return type.isInstance(value) ? Optional.of(type.cast(value)) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** All values of a topic that were committed when this was called; each partition's in their order. */
    <T extends SpecificRecord> List<T> values(String topic, Class<T> type) {
        return records(topic).stream()
                .map(record -> value(record, type).orElseThrow())
                .toList();
    }

    /** The latest value of each key. */
    <T extends SpecificRecord> Map<String, T> latest(String topic, Class<T> type) {
        Map<String, T> latest = new HashMap<>();
        records(topic)
                .forEach(record -> latest.put(
                        new String(record.key(), UTF_8), type.cast(avro.deserialize(topic, record.value()))));
        return latest;
    }

    /** The last of that name. */
    static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
        avro.close();
    }
}
