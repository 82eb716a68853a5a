package dev.rota.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.localstack.LocalStack;
import dev.rota.registry.FirstLookup;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** What analytics reads, written to the stack under test as others would; and whatever else a topic may hold. */
final class Inputs implements AutoCloseable {

    static final String ORDERS = "order-events";

    private final AvroKafkaSerializer<SpecificRecord> avro = new AvroKafkaSerializer<>();
    private final FirstLookup lookup = new FirstLookup(Duration.ofSeconds(5), 3);
    private final KafkaProducer<byte[], byte[]> producer;

    Inputs(LocalStack stack) {
        avro.configure(
                Map.of(
                        "apicurio.registry.url",
                        stack.registryUrl(),
                        "apicurio.registry.auto-register",
                        false,
                        "apicurio.registry.dereference-schema",
                        true,
                        "apicurio.registry.check-period-ms",
                        Duration.ofDays(1).toMillis()),
                false);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    static OrderEvent order(String customer, String order, OrderEventType type, String amount) {
        return new OrderEvent(
                UUID.randomUUID().toString(),
                order,
                customer,
                type,
                new BigDecimal(amount).setScale(4),
                "EUR",
                Instant.now());
    }

    RecordMetadata send(OrderEvent event) {
        return send(ORDERS, event.getCustomerId(), bytes(ORDERS, event));
    }

    /** A value as it is in a topic's log. */
    byte[] bytes(String topic, SpecificRecord value) {
        return lookup.run(topic, () -> avro.serialize(topic, value));
    }

    RecordMetadata send(String topic, @Nullable String key, byte @Nullable [] value) {
        return send(topic, key, value, List.of());
    }

    /** Returns when the broker has it. */
    RecordMetadata send(String topic, @Nullable String key, byte @Nullable [] value, List<Header> headers) {
        byte[] keyBytes = key == null ? null : key.getBytes(UTF_8);
        try {
            return producer.send(new ProducerRecord<>(topic, null, keyBytes, value, headers))
                    .get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
        lookup.close();
        avro.close();
    }
}
