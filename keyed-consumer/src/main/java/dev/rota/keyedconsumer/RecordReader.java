package dev.rota.keyedconsumer;

import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Makes of a polled record what a handler receives. Called on handler threads. */
final class RecordReader<K, V> {

    private final Deserializer<K> keyDeserializer;
    private final Deserializer<V> valueDeserializer;

    RecordReader(Deserializer<K> keyDeserializer, Deserializer<V> valueDeserializer) {
        this.keyDeserializer = keyDeserializer;
        this.valueDeserializer = valueDeserializer;
    }

    /** Afresh at each attempt: a handler may have changed the objects of the last one. */
    ReceivedRecord<K, V> read(Delivery delivery, int attempt) {
        ConsumerRecord<byte[], byte[]> raw = delivery.raw();
        RecordHeaders headers = copy(raw.headers());
        return new ReceivedRecord<>(
                delivery.assignment().partition(),
                raw.offset(),
                Instant.ofEpochMilli(raw.timestamp()),
                read(keyDeserializer, raw.topic(), headers, raw.key()),
                read(valueDeserializer, raw.topic(), headers, raw.value()),
                headers,
                attempt,
                delivery.takeToken());
    }

    private static RecordHeaders copy(Headers original) {
        Header[] headers = original.toArray();
        return headers.length == 0 ? new RecordHeaders() : new RecordHeaders(headers);
    }

    private static <T> @Nullable T read(
            Deserializer<T> deserializer, String topic, RecordHeaders headers, byte @Nullable [] bytes) {
        return bytes == null ? null : deserializer.deserialize(topic, headers, bytes);
    }
}
