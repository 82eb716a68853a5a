package dev.rota.orderproducer.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.contracts.PatientCheckout;
import dev.rota.contracts.VehicleTelemetry;
import dev.rota.localstack.LocalStack;
import dev.rota.orderproducer.Api;
import dev.rota.orderproducer.Api.Answer;
import dev.rota.orderproducer.RunningStack;
import dev.rota.orderproducer.TopicLog;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(RunningStack.class)
class IntakeIT {

    private static final String JSON = "application/json";
    private static final int TWO_MEGABYTES = 2_000_000;

    @RunningStack.Inject
    LocalStack stack;

    @TestHTTPResource
    URI base;

    private Api api;
    private TopicLog orders;
    private TopicLog checkouts;

    @BeforeEach
    void connect() {
        api = Api.whenReady(base);
        orders = new TopicLog(stack.bootstrapServers(), stack.registryUrl(), "order-events");
        checkouts = new TopicLog(stack.bootstrapServers(), stack.registryUrl(), "patient-checkout");
    }

    @AfterEach
    void disconnect() {
        orders.close();
        checkouts.close();
    }

    @Test
    void anAcknowledgedOrderIsInTheLogUnderItsCustomerAsItWasGiven() {
        Answer answer = api.post("/orders", """
                {"orderId": "order-1", "customerId": "customer-1", "type": "CONFIRMED", "amount": 129.9,
                 "currency": "CHF", "occurredAt": "2026-01-31T12:00:00Z"}""");

        assertThat(answer.status()).isEqualTo(202);
        var receipt = answer.body();
        assertThat(receipt.get("topic").asText()).isEqualTo("order-events");
        var record = orders.at(
                receipt.get("partition").asInt(), receipt.get("offset").asLong());
        assertThat(record.key()).isEqualTo("customer-1");
        assertThat(record.headers()).isEmpty();
        assertThat(record.value())
                .isEqualTo(new OrderEvent(
                        receipt.get("eventId").asText(),
                        "order-1",
                        "customer-1",
                        OrderEventType.CONFIRMED,
                        new BigDecimal("129.9000"),
                        "CHF",
                        Instant.parse("2026-01-31T12:00:00Z")));
    }

    @Test
    void anAcknowledgedCheckoutIsInTheLogUnderItsPatientAsItWasGiven() {
        Answer answer = api.post("/checkouts", """
                {"patientId": "patient-1", "room": "B-214", "prescriptions": ["Ibuprofen 400 mg"], "amount": 845,
                 "currency": "EUR", "occurredAt": "2026-01-31T12:00:00Z"}""");

        assertThat(answer.status()).isEqualTo(202);
        var receipt = answer.body();
        assertThat(receipt.get("topic").asText()).isEqualTo("patient-checkout");
        var record = checkouts.at(
                receipt.get("partition").asInt(), receipt.get("offset").asLong());
        assertThat(record.key()).isEqualTo("patient-1");
        assertThat(record.value())
                .isEqualTo(new PatientCheckout(
                        receipt.get("eventId").asText(),
                        "patient-1",
                        "B-214",
                        List.of("Ibuprofen 400 mg"),
                        new BigDecimal("845.0000"),
                        "EUR",
                        Instant.parse("2026-01-31T12:00:00Z")));
    }

    @Test
    void aKeyGoesWhereAnyKafkaClientWouldSendIt() {
        List<String> customers =
                IntStream.range(0, 40).mapToObj(i -> "customer-" + i).toList();

        List<Integer> partitions = customers.stream()
                .map(customer -> api.post("/orders", order(customer))
                        .body()
                        .get("partition")
                        .asInt())
                .toList();

        assertThat(partitions)
                .isEqualTo(
                        customers.stream().map(customer -> murmur2(customer, 6)).toList());
    }

    @Test
    void aRepeatWithTheSameKeyIsTheSameEventOfTheSameOrder() {
        Answer first = api.post("/orders", order("customer-1"), "key-1");
        Answer second = api.post("/orders", order("customer-1"), "key-1");

        assertThat(second.body().get("eventId")).isEqualTo(first.body().get("eventId"));
        assertThat(second.body().get("orderId")).isEqualTo(first.body().get("orderId"));
    }

    @Test
    void aRepeatWithTheSameKeyGetsTheReceiptOfTheFirst() {
        Answer first = api.post("/orders", order("customer-1"), "key-repeat");
        Map<Integer, Long> before = ends();

        Answer second = api.post("/orders", order("customer-1"), "\"key-repeat\"");

        assertThat(second.status()).isEqualTo(202);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(ends()).isEqualTo(before);
    }

    @Test
    void theSameKeyWithAnotherBodyIsRefused() {
        api.post("/orders", order("customer-1"), "key-other");
        Map<Integer, Long> before = ends();

        Answer other = api.post("/orders", order("customer-2"), "key-other");

        assertThat(other.status()).isEqualTo(422);
        assertIsProblem(other);
        assertThat(ends()).isEqualTo(before);
    }

    @Test
    void anAcknowledgedReadingIsInTheLogUnderItsVehicleAsItWasGiven() {
        try (TopicLog readings = new TopicLog(stack.bootstrapServers(), stack.registryUrl(), "vehicle.telemetry")) {
            Answer answer = api.post("/telemetry", """
                    {"vehicleId": "ambulance-7", "speedKmph": 87.5, "latitude": 52.52, "longitude": 13.405,
                     "occurredAt": "2026-01-31T12:00:00Z"}""");

            assertThat(answer.status()).isEqualTo(202);
            var receipt = answer.body();
            var record = readings.at(
                    receipt.get("partition").asInt(), receipt.get("offset").asLong());
            assertThat(record.key()).isEqualTo("ambulance-7");
            assertThat(record.value())
                    .isEqualTo(new VehicleTelemetry(
                            receipt.get("eventId").asText(),
                            "ambulance-7",
                            87.5,
                            52.52,
                            13.405,
                            Instant.parse("2026-01-31T12:00:00Z")));
        }
    }

    @Test
    void theSameKeyAtAnotherEndpointIsAnotherEvent() {
        Answer order = api.post("/orders", order("customer-1"), "key-1");
        Answer checkout = api.post("/checkouts", checkout("\"room\": \"B-2\""), "key-1");

        assertThat(checkout.body().get("eventId")).isNotEqualTo(order.body().get("eventId"));
    }

    @Test
    void withoutAKeyEveryRequestIsAnEventOfItsOwn() {
        Answer first = api.post("/orders", order("customer-1"));
        Answer second = api.post("/orders", order("customer-1"));

        assertThat(second.body().get("eventId")).isNotEqualTo(first.body().get("eventId"));
    }

    @Test
    void whatWasAcknowledgedIsCountedByPartition() {
        Map<Integer, Long> endsBefore = orders.endOffsets();
        Map<Integer, Long> countedBefore = counted("order-events");

        IntStream.range(0, 50).forEach(i -> api.post("/orders", order("customer-" + i)));

        assertThat(difference(counted("order-events"), countedBefore))
                .hasSize(6)
                .isEqualTo(difference(orders.endOffsets(), endsBefore));
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                refused("type", "{\"customerId\": \"c\", \"type\": \"UNKNOWN\", \"amount\": 1, \"currency\": \"EUR\"}"),
                refused("type", "{\"customerId\": \"c\", \"type\": \"created\", \"amount\": 1, \"currency\": \"EUR\"}"),
                refused("type", "{\"customerId\": \"c\", \"type\": 1, \"amount\": 1, \"currency\": \"EUR\"}"),
                refused("type", "{\"customerId\": \"c\", \"type\": \"\", \"amount\": 1, \"currency\": \"EUR\"}"),
                refused("type", "{\"customerId\": \"c\", \"amount\": 1, \"currency\": \"EUR\"}"),
                refused("amount", "{\"customerId\": \"c\", \"type\": \"CREATED\", \"currency\": \"EUR\"}"),
                refused("amount", withAmount("-1")),
                refused("amount", withAmount("0")),
                refused("amount", withAmount("0.00001")),
                refused("amount", withAmount("1e999999999")),
                refused("amount", withAmount("\"12\"")),
                refused("amount", withAmount("\"\"")),
                refused("amount", withAmount("[]")),
                refused("amount", withAmount("1, \"amount\": 2")),
                refused("amout", withAmount("1, \"amout\": 2")),
                refused("currency", withAmount("1, \"currency\": \"EUX\"").replace(", \"currency\": \"EUR\"", "")),
                refused("customerId", order("")),
                refused("customerId", order("a b")),
                refused("customerId", withAmount("1").replace("\"c\"", "17")),
                refused("orderId", withAmount("1, \"orderId\": \"" + "x".repeat(65) + "\"")),
                refused("occurredAt", withAmount("1, \"occurredAt\": \"yesterday\"")),
                refused("occurredAt", withAmount("1, \"occurredAt\": \"+1000000000-12-31T23:59:59Z\"")),
                Arguments.of(
                        "/telemetry",
                        "latitude",
                        "{\"vehicleId\": \"a\", \"speedKmph\": 1, \"latitude\": 90.1, \"longitude\": 1}"),
                refusedCheckout("room", checkout("\"room\": \"\"")),
                refusedCheckout("patientId", "{\"room\": \"B-2\", \"amount\": 1, \"currency\": \"EUR\"}"),
                refusedCheckout("prescriptions", checkout("\"room\": \"B-2\", \"prescriptions\": \"none\"")),
                refusedCheckout("prescriptions[1]", checkout("\"room\": \"B-2\", \"prescriptions\": [\"a\", \" \"]")));
    }

    @ParameterizedTest
    @MethodSource
    void malformed(String path, String field, String body) {
        Map<Integer, Long> before = ends();

        Answer answer = api.post(path, body);

        assertThat(answer.status()).isEqualTo(400);
        assertIsProblem(answer);
        assertThat(answer.body().get("violations"))
                .isNotEmpty()
                .allSatisfy(
                        violation -> assertThat(violation.get("field").asText()).startsWith(field));
        assertThat(answer.body().toString()).doesNotContain("dev.rota", "java.", "Coercion");
        assertThat(ends()).isEqualTo(before);
    }

    static Stream<Arguments> unanswerable() {
        BodyPublisher valid = BodyPublishers.ofString(order("c"));
        String tooLong = "{\"customerId\": \"" + "x".repeat(TWO_MEGABYTES) + "\"}";
        return Stream.of(
                Arguments.of("cut off", 400, "POST", "/orders", BodyPublishers.ofString("{\"customerId\":"), JSON),
                Arguments.of("no object", 400, "POST", "/orders", BodyPublishers.ofString("[]"), JSON),
                Arguments.of("null", 400, "POST", "/orders", BodyPublishers.ofString("null"), JSON),
                Arguments.of("empty", 400, "POST", "/orders", BodyPublishers.noBody(), JSON),
                Arguments.of("two", 400, "POST", "/orders", BodyPublishers.ofString(order("c") + order("c")), JSON),
                Arguments.of("no path", 404, "POST", "/order", valid, JSON),
                Arguments.of("no method", 405, "PUT", "/orders", valid, JSON),
                Arguments.of(
                        "12 MB announced", 413, "POST", "/orders", BodyPublishers.ofString(tooLong.repeat(6)), JSON),
                Arguments.of("2 MB announced", 413, "POST", "/orders", BodyPublishers.ofString(tooLong), JSON),
                Arguments.of("2 MB in chunks", 413, "POST", "/orders", chunked(tooLong), JSON),
                Arguments.of("no JSON", 415, "POST", "/orders", valid, "text/plain"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource
    void unanswerable(String what, int status, String method, String path, BodyPublisher body, String contentType) {
        Map<Integer, Long> before = ends();

        Answer answer = api.exchange(method, path, body, "Content-Type", contentType);

        assertThat(answer.status()).isEqualTo(status);
        assertIsProblem(answer);
        assertThat(ends()).isEqualTo(before);
    }

    static Stream<String> malformedKeys() {
        return Stream.of("", "k".repeat(256), "a\tb");
    }

    @ParameterizedTest
    @MethodSource
    void malformedKeys(String key) {
        Map<Integer, Long> before = ends();

        Answer answer = api.post("/orders", order("c"), key);

        assertThat(answer.status()).isEqualTo(400);
        assertIsProblem(answer);
        assertThat(answer.body().at("/violations/0/field").asText()).isEqualTo("Idempotency-Key");
        assertThat(ends()).isEqualTo(before);
    }

    @Test
    void theApiDescribesItself() {
        Answer answer = api.get("/q/openapi?format=json");

        assertThat(answer.body().get("paths").fieldNames())
                .toIterable()
                .contains("/orders", "/checkouts", "/telemetry", "/simulation", "/distribution");
        assertThat(answer.body().at("/paths/~1orders/post/summary").asText()).isNotBlank();
        assertThat(answer.body().at("/info/title").asText()).isEqualTo("Rota order-producer");
        assertThat(answer.body().findValuesAsText("$ref"))
                .contains("#/components/responses/Lines", "#/components/parameters/Idempotency-Key")
                .allMatch(reference -> !answer.body().at(reference.substring(1)).isMissingNode());
    }

    @ParameterizedTest
    @CsvSource({
        "/orders, post, 200 202 400 409 413 415 422 429 500 503",
        "/checkouts, post, 200 202 400 409 413 415 422 429 500 503",
        "/telemetry, post, 200 202 400 409 413 415 422 429 500 503",
        "/simulation, put, 200 400 401 403 413 415",
        "/simulation, get, 200 401 403",
        "/simulation, delete, 200 401 403",
        "/simulation/stream, get, 200 401 403 429",
        "/distribution, get, 200",
        "/partition, get, 200 400 503",
    })
    void whatAnOperationMayAnswerIsDescribed(String path, String method, String statuses) {
        JsonNode operation =
                api.get("/q/openapi?format=json").body().get("paths").get(path).get(method);

        assertThat(operation.get("responses").properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrderElementsOf(List.of(statuses.split(" ", -1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/paths/~1orders/post/requestBody/content/application~1x-ndjson/examples",
                "/paths/~1checkouts/post/requestBody/content/application~1x-ndjson/examples",
                "/paths/~1telemetry/post/requestBody/content/application~1x-ndjson/examples",
                "/components/responses/Lines/content/application~1x-ndjson/examples"
            })
    void examplesOfManyLinesHaveMany(String examples) {
        assertThat(api.get("/q/openapi?format=json")
                        .body()
                        .at(examples)
                        .findValue("value")
                        .asText()
                        .lines())
                .hasSizeGreaterThanOrEqualTo(3);
    }

    private static void assertIsProblem(Answer answer) {
        assertThat(answer.contentType())
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(answer.body().get("status").asInt()).isEqualTo(answer.status());
        assertThat(answer.body().get("title").asText()).isNotBlank();
    }

    private Map<Integer, Long> ends() {
        Map<Integer, Long> ends = orders.endOffsets();
        checkouts.endOffsets().forEach((partition, end) -> ends.put(100 + partition, end));
        return ends;
    }

    private Map<Integer, Long> counted(String topic) {
        Map<Integer, Long> counted = new HashMap<>();
        api.get("/distribution").body().get("topics").forEach(share -> {
            if (share.get("topic").asText().equals(topic)) {
                share.get("partitions")
                        .forEach(partition -> counted.put(
                                partition.get("partition").asInt(),
                                partition.get("records").asLong()));
            }
        });
        return counted;
    }

    private static Map<Integer, Long> difference(Map<Integer, Long> after, Map<Integer, Long> before) {
        Map<Integer, Long> difference = new HashMap<>(after);
        before.forEach((partition, count) -> difference.merge(partition, -count, Long::sum));
        return difference;
    }

    private static int murmur2(String key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    private static BodyPublisher chunked(String body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static Arguments refused(String field, String order) {
        return Arguments.of("/orders", field, order);
    }

    private static Arguments refusedCheckout(String field, String checkout) {
        return Arguments.of("/checkouts", field, checkout);
    }

    private static String order(String customer) {
        return withAmount("12.5").replace("\"c\"", "\"" + customer + "\"");
    }

    private static String withAmount(String amount) {
        return "{\"customerId\": \"c\", \"type\": \"CREATED\", \"amount\": " + amount + ", \"currency\": \"EUR\"}";
    }

    private static String checkout(String fields) {
        return "{\"patientId\": \"p\", \"amount\": 845.00, \"currency\": \"EUR\", " + fields + "}";
    }
}
