package dev.rota.billing;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.contracts.PatientCheckout;
import dev.rota.localstack.LocalStack;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The service on a real broker, registry and database. */
@QuarkusTest
@QuarkusTestResource(LocalStackResource.class)
class BillingIT {

    private static final String ORDERS = "order-events";
    private static final String CHECKOUTS = "patient-checkout";

    LocalStack stack;

    @Test
    void aConfirmedOrderIsInvoiced() throws Exception {
        OrderEvent order = order("c-once", OrderEventType.CONFIRMED, "19.9000");

        send(ORDERS, "c-once", order);

        awaitInvoice(order.getEventId())
                .then()
                .body("customerId", equalTo("c-once"))
                .body("source", equalTo("ORDER"))
                .body("reference", equalTo(order.getOrderId()))
                .body("amount.toString()", equalTo("19.9"))
                .body("currency", equalTo("EUR"));
    }

    @Test
    void aCheckoutIsInvoiced() throws Exception {
        PatientCheckout checkout = PatientCheckout.newBuilder()
                .setEventId(UUID.randomUUID().toString())
                .setPatientId("p-1")
                .setRoom("B-214")
                .setAmount(new BigDecimal("310.0000"))
                .setCurrency("EUR")
                .setOccurredAt(now())
                .build();

        send(CHECKOUTS, "p-1", checkout);

        awaitInvoice(checkout.getEventId())
                .then()
                .body("customerId", equalTo("p-1"))
                .body("source", equalTo("CHECKOUT"));
    }

    @Test
    void anEventThatComesAgainIsNotBilledAgain() throws Exception {
        OrderEvent order = order("c-twice", OrderEventType.CONFIRMED, "5.0000");
        OrderEvent last = order("c-twice", OrderEventType.CONFIRMED, "6.0000");

        send(ORDERS, "c-twice", order);
        send(ORDERS, "c-twice", order);
        send(ORDERS, "c-twice", last);

        awaitInvoice(last.getEventId());
        assertThat(eventsOnTheBooksOf("c-twice")).containsExactly(order.getEventId(), last.getEventId());
    }

    @Test
    void aCustomersInvoicesStandInTheOrderOfTheEvents() throws Exception {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            OrderEvent order = order("c-order", OrderEventType.CONFIRMED, "1.0000");
            send(ORDERS, "c-order", order);
            sent.add(order.getEventId());
        }

        awaitInvoice(sent.getLast());

        assertThat(eventsOnTheBooksOf("c-order")).containsExactlyElementsOf(sent);
    }

    @Test
    void onlyConfirmationIsBilled() throws Exception {
        OrderEvent confirmed = order("c-steps", OrderEventType.CONFIRMED, "7.0000");

        send(ORDERS, "c-steps", order("c-steps", OrderEventType.CREATED, "7.0000"));
        send(ORDERS, "c-steps", order("c-steps", OrderEventType.SHIPPED, "7.0000"));
        send(ORDERS, "c-steps", confirmed);

        awaitInvoice(confirmed.getEventId());
        assertThat(eventsOnTheBooksOf("c-steps")).containsExactly(confirmed.getEventId());
    }

    @Test
    void aPageOfInvoicesSaysWhereTheNextBegins() throws Exception {
        OrderEvent first = order("c-page", OrderEventType.CONFIRMED, "1.0000");
        OrderEvent second = order("c-page", OrderEventType.CONFIRMED, "2.0000");
        send(ORDERS, "c-page", first);
        send(ORDERS, "c-page", second);
        awaitInvoice(second.getEventId());

        JsonPath page = invoicesOf("c-page", 0, 1);
        JsonPath rest = invoicesOf("c-page", page.getLong("next"), 1);

        assertThat(page.getList("invoices.eventId", String.class)).containsExactly(first.getEventId());
        assertThat(rest.getList("invoices.eventId", String.class)).containsExactly(second.getEventId());
        assertThat(rest.getMap("")).doesNotContainKey("next");
    }

    @Test
    void whatCannotBeReadGoesToTheDeadLettersWithItsBytesAndTheRestFlows() throws Exception {
        byte[] garbage = "not avro".getBytes(UTF_8);
        OrderEvent next = order("c-garbage", OrderEventType.CONFIRMED, "8.0000");

        sendBytes(ORDERS, "c-garbage", garbage);
        send(ORDERS, "c-garbage", next);

        awaitInvoice(next.getEventId());
        assertThat(awaitDeadLetter("c-garbage").value()).isEqualTo(garbage);
    }

    @Test
    void anAmountThatMakesNoInvoiceIsADeadLetter() throws Exception {
        OrderEvent order = order("c-negative", OrderEventType.CONFIRMED, "-1.0000");

        send(ORDERS, "c-negative", order);

        ConsumerRecord<String, byte[]> letter = awaitDeadLetter("c-negative");
        assertThat(letter.headers())
                .anySatisfy(
                        header -> assertThat(new String(header.value(), UTF_8)).contains("not positive"));
        assertThat(eventsOnTheBooksOf("c-negative")).isEmpty();
    }

    @Test
    void aTombstoneIsADeadLetterToo() throws Exception {
        sendBytes(ORDERS, "c-tombstone", null);

        assertThat(awaitDeadLetter("c-tombstone").value()).isNull();
    }

    @Test
    void anUnknownEventIsNotFound() {
        given().get("/invoices/by-event/" + UUID.randomUUID())
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", containsString("not billed"));
    }

    @Test
    void anIdThatIsNoUuidIsNamed() {
        given().get("/invoices/by-event/nonsense")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString("eventId is not a UUID"));
    }

    @Test
    void aListNeedsACustomer() {
        given().get("/invoices")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("violations[0].field", equalTo("customerId"));
    }

    @Test
    void theConsumerOwnsEveryPartitionAndIsReady() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> given().get("/consumer")
                        .then()
                        .body("state", equalTo("RUNNING"))
                        .body("partitions.size()", equalTo(10)));
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/metrics").then().body(containsString("rota_consumer_commits_total"));
    }

    private static Response awaitInvoice(String eventId) {
        return await().atMost(Duration.ofSeconds(30))
                .until(() -> given().get("/invoices/by-event/" + eventId), response -> response.statusCode() == 200);
    }

    private static List<String> eventsOnTheBooksOf(String customer) {
        return invoicesOf(customer, 0, 1_000).getList("invoices.eventId", String.class);
    }

    private static JsonPath invoicesOf(String customer, long after, int limit) {
        return given().queryParam("customerId", customer)
                .queryParam("after", after)
                .queryParam("limit", limit)
                .get("/invoices")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static OrderEvent order(String customer, OrderEventType type, String amount) {
        return OrderEvent.newBuilder()
                .setEventId(UUID.randomUUID().toString())
                .setOrderId("o-" + UUID.randomUUID())
                .setCustomerId(customer)
                .setType(type)
                .setAmount(new BigDecimal(amount))
                .setCurrency("EUR")
                .setOccurredAt(now())
                .build();
    }

    private static Instant now() {
        return Instant.ofEpochMilli(System.currentTimeMillis());
    }

    private void send(String topic, String key, SpecificRecord value) throws Exception {
        try (AvroKafkaSerializer<SpecificRecord> serializer = new AvroKafkaSerializer<>()) {
            serializer.configure(
                    Map.of(
                            "apicurio.registry.url", stack.registryUrl(),
                            "apicurio.registry.auto-register", false,
                            "apicurio.registry.dereference-schema", true),
                    false);
            sendBytes(topic, key, serializer.serialize(topic, value));
        }
    }

    private void sendBytes(String topic, String key, byte @Nullable [] value) throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, key, value)).get(20, TimeUnit.SECONDS);
        }
    }

    private ConsumerRecord<String, byte[]> awaitDeadLetter(String key) {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        stack.bootstrapServers(),
                        "group.id",
                        "dead-letters-of-" + key,
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("billing.dead-letters"));
            return await().atMost(Duration.ofSeconds(30))
                    .until(
                            () -> {
                                for (ConsumerRecord<String, byte[]> letter : consumer.poll(Duration.ofMillis(200))) {
                                    if (letter.key().equals(key)) {
                                        return letter;
                                    }
                                }
                                return null;
                            },
                            letter -> letter != null);
        }
    }
}
