package dev.rota.analytics.streams;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.StreamsConfig;

/** Reads a record again from its topic, with a consumer for the occasion. */
final class SourceRecords implements DeadLetters.Sources {

    /** Well below the time of a transaction. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<String, Object> settings;

    /** @param streams settings of Kafka Streams */
    SourceRecords(Map<String, Object> streams) {
        settings = new HashMap<>(new StreamsConfig(streams).getRestoreConsumerConfigs(clientId(streams)));
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    }

    private static String clientId(Map<String, Object> streams) {
        return streams.getOrDefault(StreamsConfig.CLIENT_ID_CONFIG, streams.get(StreamsConfig.APPLICATION_ID_CONFIG))
                + "-dead-letters";
    }

    @Override
    public ConsumerRecord<byte[], byte[]> read(String topic, int partition, long offset) {
        TopicPartition place = new TopicPartition(topic, partition);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(place));
            consumer.seek(place, offset);
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (record.offset() == offset) {
                        return record;
                    }
                }
            }
        }
        throw new TimeoutException("%s at offset %d could not be read again in %s".formatted(place, offset, PATIENCE));
    }
}
