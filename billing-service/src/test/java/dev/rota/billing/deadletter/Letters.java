package dev.rota.billing.deadletter;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.keyedconsumer.KafkaDeadLetters;
import dev.rota.localstack.LocalStack;
import dev.rota.registry.FirstLookup;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.restassured.path.json.JsonPath;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes records and letters to the stack under test, and reads them back. */
record Letters(LocalStack stack) {

    static final String ORDERS = "order-events";
    static final String TOPIC = "billing.dead-letters";

    /** A letter as the engine would write it, for a reason that nobody else uses. */
    void write(
            String reason,
            String topic,
            int partition,
            long offset,
            byte @Nullable [] key,
            byte @Nullable [] value,
            Headers own)
            throws Exception {
        Headers headers = new RecordHeaders(own);
        headers.add(KafkaDeadLetters.TOPIC, topic.getBytes(UTF_8));
        headers.add(KafkaDeadLetters.PARTITION, Integer.toString(partition).getBytes(UTF_8));
        headers.add(KafkaDeadLetters.OFFSET, Long.toString(offset).getBytes(UTF_8));
        headers.add(KafkaDeadLetters.REASON, reason.getBytes(UTF_8));
        send(TOPIC, null, key, value, headers);
    }

    void write(String reason, int partition, long offset, byte @Nullable [] key, byte @Nullable [] value)
            throws Exception {
        write(reason, ORDERS, partition, offset, key, value, new RecordHeaders());
    }

    RecordMetadata send(
            String topic, @Nullable Integer partition, byte @Nullable [] key, byte @Nullable [] value, Headers headers)
            throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers(), "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            return producer.send(new ProducerRecord<>(topic, partition, null, key, value, headers))
                    .get(20, TimeUnit.SECONDS);
        }
    }

    byte[] avro(String topic, SpecificRecord value) {
        try (AvroKafkaSerializer<SpecificRecord> serializer = new AvroKafkaSerializer<>();
                FirstLookup lookup = new FirstLookup(Duration.ofSeconds(5), 3)) {
            serializer.configure(
                    Map.of(
                            "apicurio.registry.url", stack.registryUrl(),
                            "apicurio.registry.auto-register", false,
                            "apicurio.registry.dereference-schema", true),
                    false);
            return lookup.run(topic, () -> serializer.serialize(topic, value));
        }
    }

    ConsumerRecord<byte[], byte[]> read(String topic, int partition, long offset) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition place = new TopicPartition(topic, partition);
            consumer.assign(List.of(place));
            consumer.seek(place, offset);
            return await().atMost(Duration.ofSeconds(20))
                    .until(() -> consumer.poll(Duration.ofMillis(200)).records(place), found -> !found.isEmpty())
                    .getFirst();
        }
    }

    /** The letters of a reason, once there are as many. */
    static List<Map<String, Object>> awaitAll(String reason, int count) {
        return await().atMost(Duration.ofSeconds(30))
                .until(() -> list("reason", reason).getList("deadLetters"), found -> found.size() == count);
    }

    /** The id of the only letter of a reason. */
    static int awaitOne(String reason) {
        return (Integer) awaitAll(reason, 1).getFirst().get("id");
    }

    static JsonPath list(Object... query) {
        var request = given();
        for (int i = 0; i < query.length; i += 2) {
            request.queryParam((String) query[i], query[i + 1]);
        }
        return request.get("/dead-letters").then().statusCode(200).extract().jsonPath();
    }

    static OrderEvent order(String customer, OrderEventType type, String amount) {
        return OrderEvent.newBuilder()
                .setEventId(UUID.randomUUID().toString())
                .setOrderId("o-" + UUID.randomUUID())
                .setCustomerId(customer)
                .setType(type)
                .setAmount(new BigDecimal(amount))
                .setCurrency("EUR")
                .setOccurredAt(Instant.ofEpochMilli(1_700_000_000_123L))
                .build();
    }
}
