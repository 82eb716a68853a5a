package dev.rota.department;

import dev.rota.contracts.PatientCheckout;
import dev.rota.localstack.LocalStack;
import dev.rota.registry.FirstLookup;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Patients who go home, written to the stack under test as order-producer would; and whatever else a topic may hold. */
final class Checkouts implements AutoCloseable {

    static final String TOPIC = "patient-checkout";

    private final AvroKafkaSerializer<SpecificRecord> avro = new AvroKafkaSerializer<>();
    private final FirstLookup lookup = new FirstLookup(Duration.ofSeconds(5), 3);
    private final KafkaProducer<byte[], byte[]> producer;

    Checkouts(LocalStack stack) {
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

    /** Sends so many checkouts of different patients, with two prescriptions each; returns when the broker has them. */
    List<UUID> send(int number) {
        List<UUID> events = new ArrayList<>();
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            UUID event = UUID.randomUUID();
            events.add(event);
            sent.add(send(TOPIC, "patient-" + i, bytes(event, "B-" + i)));
        }
        sent.forEach(Checkouts::get);
        return events;
    }

    /** A checkout's value as it is in the log. */
    byte[] bytes(UUID event, String room) {
        return bytes(event.toString(), room);
    }

    byte[] bytes(String eventId, String room) {
        return bytes(
                TOPIC,
                new PatientCheckout(
                        eventId,
                        "patient-1",
                        room,
                        List.of("Ibuprofen 400 mg", "Ramipril 5 mg"),
                        new BigDecimal("845.00"),
                        "EUR",
                        Instant.now()));
    }

    /** A value as it is in a topic's log. */
    byte[] bytes(String topic, SpecificRecord value) {
        return lookup.run(topic, () -> avro.serialize(topic, value));
    }

    Future<RecordMetadata> send(String topic, String key, byte @Nullable [] value, Header... headers) {
        return producer.send(new ProducerRecord<>(
                topic, null, null, key.getBytes(java.nio.charset.StandardCharsets.UTF_8), value, List.of(headers)));
    }

    static RecordMetadata get(Future<RecordMetadata> sent) {
        try {
            return sent.get(20, TimeUnit.SECONDS);
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
