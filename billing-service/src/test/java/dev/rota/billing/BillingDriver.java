package dev.rota.billing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.contracts.InvoiceIssued;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.contracts.PatientCheckout;
import dev.rota.localstack.LocalStack;
import dev.rota.registry.BoundedDeserializer;
import dev.rota.registry.FirstLookup;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Sends events to billing and looks at what becomes of them, from outside. Thread-safe for sending. */
final class BillingDriver implements AutoCloseable {

    static final String ORDERS = "order-events";
    static final String CHECKOUTS = "patient-checkout";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LocalStack stack;
    private final String billing;
    private final KafkaProducer<String, byte[]> producer;
    private final List<Exception> failures = new CopyOnWriteArrayList<>();
    private final AvroKafkaSerializer<SpecificRecord> serializer = new AvroKafkaSerializer<>();
    private final FirstLookup lookup = new FirstLookup(Duration.ofSeconds(5), 3);

    /** @param billing the service's base URL */
    BillingDriver(LocalStack stack, String billing) {
        this.stack = stack;
        this.billing = billing;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers(), "acks", "all", "max.request.size", 4 << 20),
                new StringSerializer(),
                new ByteArraySerializer());
        serializer.configure(avroSettings(), false);
    }

    private Map<String, Object> avroSettings() {
        return Map.of(
                "apicurio.registry.url", stack.registryUrl(),
                "apicurio.registry.auto-register", false,
                "apicurio.registry.use-specific-avro-reader", true,
                "apicurio.registry.dereference-schema", true,
                "apicurio.registry.check-period-ms", Duration.ofDays(1).toMillis());
    }

    static OrderEvent confirmed(String customer, String amount) {
        return order(customer, OrderEventType.CONFIRMED, amount);
    }

    static OrderEvent order(String customer, OrderEventType type, String amount) {
        return OrderEvent.newBuilder()
                .setEventId(UUID.randomUUID().toString())
                .setOrderId("o-" + UUID.randomUUID())
                .setCustomerId(customer)
                .setType(type)
                .setAmount(new BigDecimal(amount).setScale(4))
                .setCurrency("EUR")
                .setOccurredAt(now())
                .build();
    }

    /** The cancellation of an order. */
    static OrderEvent cancelled(OrderEvent order) {
        return OrderEvent.newBuilder(order)
                .setEventId(UUID.randomUUID().toString())
                .setType(OrderEventType.CANCELLED)
                .setOccurredAt(now())
                .build();
    }

    static PatientCheckout checkout(String patient, String amount) {
        return PatientCheckout.newBuilder()
                .setEventId(UUID.randomUUID().toString())
                .setPatientId(patient)
                .setRoom("B-214")
                .setAmount(new BigDecimal(amount).setScale(4))
                .setCurrency("EUR")
                .setOccurredAt(now())
                .build();
    }

    private static Instant now() {
        return Instant.ofEpochMilli(System.currentTimeMillis());
    }

    /** Sends an order event under its customer's key, and returns once the broker has it. */
    RecordMetadata send(OrderEvent order) throws Exception {
        return sendBytes(ORDERS, order.getCustomerId(), bytes(ORDERS, order));
    }

    /** Sends an order event that {@link #flush} waits for, in the order of the calls. */
    void sendLater(OrderEvent order) {
        Future<RecordMetadata> _ = producer.send(
                new ProducerRecord<>(ORDERS, order.getCustomerId(), bytes(ORDERS, order)), (at, failure) -> {
                    if (failure != null) {
                        failures.add(failure);
                    }
                });
    }

    /** Waits until the broker has all that was sent. */
    void flush() {
        producer.flush();
        assertThat(failures).isEmpty();
    }

    RecordMetadata send(PatientCheckout checkout) throws Exception {
        return sendBytes(CHECKOUTS, checkout.getPatientId(), bytes(CHECKOUTS, checkout));
    }

    /** A value as the services write it. */
    synchronized byte[] bytes(String topic, SpecificRecord value) {
        return lookup.run(topic, () -> serializer.serialize(topic, value));
    }

    RecordMetadata sendBytes(String topic, @Nullable String key, byte @Nullable [] value, Header... headers)
            throws Exception {
        return producer.send(new ProducerRecord<>(topic, null, key, value, List.of(headers)))
                .get(30, TimeUnit.SECONDS);
    }

    Response awaitInvoice(String eventId) {
        return await().atMost(PATIENCE).until(() -> invoice(eventId), response -> response.statusCode() == 200);
    }

    /** Waits until the invoice of an event is no longer PENDING. */
    JsonPath awaitSettled(String eventId) {
        return await().pollDelay(Duration.ZERO)
                .atMost(PATIENCE)
                .until(
                        () -> invoice(eventId),
                        response -> response.statusCode() == 200
                                && !"PENDING".equals(response.jsonPath().getString("state")))
                .jsonPath();
    }

    /**
     * Waits until each customer's books hold exactly these events, in this order, and all of them are settled.
     *
     * @param sent the events of each customer, in the order of sending
     */
    void awaitBilled(Map<String, List<String>> sent) {
        sent.forEach((customer, events) -> await().pollDelay(Duration.ZERO)
                .atMost(PATIENCE)
                .untilAsserted(() -> {
                    JsonPath page =
                            get("/invoices?limit=1000&customerId=" + customer).jsonPath();
                    assertThat(page.getList("invoices.eventId", String.class))
                            .as(customer)
                            .containsExactlyElementsOf(events);
                    assertThat(page.getList("invoices.state", String.class))
                            .as(customer)
                            .doesNotContain("PENDING");
                }));
        assertChargedOnce(sent.values().stream().flatMap(List::stream).toList());
    }

    Response invoice(String eventId) {
        return get("/invoices/by-event/" + eventId);
    }

    Response get(String path) {
        return given().baseUri(billing).get(path);
    }

    /** The source events on a customer's invoices, in the order of their numbers. */
    List<String> billedEventsOf(String customer) {
        JsonPath page = get("/invoices?limit=1000&customerId=" + customer).jsonPath();
        return page.getList("invoices.eventId", String.class);
    }

    /** A meter's value, all its tags together; 0 if there is none yet. */
    double meter(String name, String... tags) {
        return get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Stream.of(tags).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Waits for the dead letter of a key. */
    ConsumerRecord<String, byte[]> awaitDeadLetter(@Nullable String key) {
        return awaitDeadLetter(letter -> Objects.equals(letter.key(), key));
    }

    ConsumerRecord<String, byte[]> awaitDeadLetter(Predicate<ConsumerRecord<String, byte[]>> which) {
        return await().atMost(PATIENCE)
                .until(() -> deadLetters().stream().filter(which).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    List<ConsumerRecord<String, byte[]>> deadLetters() {
        return read("billing.dead-letters", new ByteArrayDeserializer());
    }

    /** What the topic of announcements has for a debtor, in its order, as a reader of committed records sees it. */
    List<InvoiceIssued> announcementsFor(String debtor) {
        return announcements().getOrDefault(debtor, List.of());
    }

    /** What the topic of announcements has for each debtor. */
    Map<String, List<InvoiceIssued>> announcements() {
        AvroKafkaDeserializer<InvoiceIssued> values = new AvroKafkaDeserializer<>();
        values.configure(avroSettings(), false);
        return read("invoices", new BoundedDeserializer<>(values, new FirstLookup(Duration.ofSeconds(5), 3))).stream()
                .collect(Collectors.groupingBy(
                        ConsumerRecord::key, Collectors.mapping(ConsumerRecord::value, Collectors.toList())));
    }

    /** All that a topic has now. */
    <V> List<ConsumerRecord<String, V>> read(String topic, Deserializer<V> values) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                stack.bootstrapServers(),
                "isolation.level",
                "read_committed",
                "max.partition.fetch.bytes",
                8 << 20,
                "auto.offset.reset",
                "earliest");
        try (KafkaConsumer<String, V> consumer = new KafkaConsumer<>(settings, new StringDeserializer(), values)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map((PartitionInfo info) -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, V>> records = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    /** Asserts that the gateway charged each of these events once, whatever else it did. */
    void assertChargedOnce(List<String> events) {
        List<String> charged = stack.gateway().ledger().stream()
                .map(entry -> entry.idempotencyKey())
                .toList();
        assertThat(charged).doesNotHaveDuplicates().containsAll(events);
    }

    @Override
    public void close() {
        producer.close();
        lookup.close();
        serializer.close();
    }
}
