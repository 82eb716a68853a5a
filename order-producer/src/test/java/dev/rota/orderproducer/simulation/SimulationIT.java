package dev.rota.orderproducer.simulation;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.contracts.VehicleTelemetry;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.process.Component;
import dev.rota.orderproducer.Api;
import dev.rota.orderproducer.Api.Answer;
import dev.rota.orderproducer.RunningStack;
import dev.rota.orderproducer.TopicLog;
import dev.rota.registry.BoundedDeserializer;
import dev.rota.registry.FirstLookup;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(RunningStack.class)
class SimulationIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String COMPLETE = "CREATED CONFIRMED SHIPPED DELIVERED";

    /** {@code %test.rota.order-producer.simulation.max-open}. */
    private static final int MAX_OPEN = 300;

    @RunningStack.Inject
    LocalStack stack;

    @TestHTTPResource
    URI base;

    private Api api;
    private TopicLog orders;
    private TopicLog readings;

    @BeforeEach
    void connect() {
        api = Api.whenReady(base);
        orders = new TopicLog(stack.bootstrapServers(), stack.registryUrl(), "order-events");
        readings = new TopicLog(stack.bootstrapServers(), stack.registryUrl(), "vehicle.telemetry");
    }

    @AfterEach
    void stop() {
        Component broker = stack.kafka().broker(1);
        if (!broker.isRunning()) {
            broker.start();
        }
        api.delete("/simulation");
        orders.close();
        readings.close();
    }

    @Test
    void everyOrderInTheLogHasALegalLifeInOrderAtOnePrice() {
        Map<Integer, Long> before = orders.endOffsets();

        start(50, 20, 0);
        await().atMost(PATIENCE).until(() -> report().get("acknowledged").asLong() >= 600);
        api.delete("/simulation");

        Map<String, List<OrderEvent>> lives = livesSince(before);
        assertThat(lives.values()).allSatisfy(life -> {
            assertIsLegal(life);
            assertThat(life)
                    .extracting(OrderEvent::getCustomerId, OrderEvent::getAmount, OrderEvent::getCurrency)
                    .containsOnly(tuple(
                            life.getFirst().getCustomerId(),
                            life.getFirst().getAmount(),
                            life.getFirst().getCurrency()));
        });
        assertThat(lives.values().stream().map(SimulationIT::steps)).contains(COMPLETE);
        assertThat(lives.values().stream()
                        .map(life -> life.getFirst().getCustomerId())
                        .distinct())
                .hasSize(20);
    }

    @Test
    void whatItSaysThatItPlantedIsInTheLog() {
        Map<Integer, Long> beforeOrders = orders.endOffsets();
        Map<Integer, Long> beforeReadings = readings.endOffsets();

        JsonNode started = api.put("/simulation", """
                {"ordersPerSecond": 60, "checkoutsPerSecond": 0, "readingsPerSecond": 60, "lifecycleSpeed": 20,
                 "cancelledShare": 0.3, "speedingShare": 0.3, "lateShare": 0.2, "duplicateShare": 0.2, "poisonShare": 0.2}""").body();
        await().atMost(PATIENCE).until(() -> report().get("acknowledged").asLong() >= 1_000);
        JsonNode planted = api.delete("/simulation").body().get("planted");

        Instant start = Instant.parse(started.get("runningSince").asText());
        List<OrderEvent> orderEvents = legible(orders.bytesSince(beforeOrders), OrderEvent.class);
        List<VehicleTelemetry> telemetry = legible(readings.bytesSince(beforeReadings), VehicleTelemetry.class);
        List<String> ids = Stream.concat(
                        orderEvents.stream().map(OrderEvent::getEventId),
                        telemetry.stream().map(VehicleTelemetry::getEventId))
                .toList();
        int illegible = orders.bytesSince(beforeOrders).size()
                + readings.bytesSince(beforeReadings).size()
                - ids.size();
        assertThat(planted.get("poison").asInt()).isEqualTo(illegible).isPositive();
        assertThat(planted.get("duplicates").asLong())
                .isEqualTo(ids.size() - ids.stream().distinct().count())
                .isPositive();
        assertThat(planted.get("cancelled").asLong())
                .isEqualTo(orderEvents.stream()
                        .filter(event -> event.getType() == OrderEventType.CANCELLED)
                        .map(OrderEvent::getEventId)
                        .distinct()
                        .count())
                .isPositive();
        assertThat(planted.get("speeding").asLong())
                .isEqualTo(telemetry.stream()
                        .filter(reading -> reading.getSpeedKmph() > 120)
                        .map(VehicleTelemetry::getEventId)
                        .distinct()
                        .count())
                .isPositive();
        assertThat(planted.get("late").asLong())
                .isEqualTo(Stream.concat(
                                orderEvents.stream()
                                        .filter(event -> event.getOccurredAt().isBefore(start.minusSeconds(30)))
                                        .map(OrderEvent::getEventId),
                                telemetry.stream()
                                        .filter(event -> event.getOccurredAt().isBefore(start.minusSeconds(30)))
                                        .map(VehicleTelemetry::getEventId))
                        .distinct()
                        .count())
                .isPositive();
    }

    @Test
    void theSameSeedGivesTheSameTrafficUnderNewIds() {
        List<Reported> first = trafficOf(7);
        List<Reported> second = trafficOf(7);
        List<Reported> other = trafficOf(8);

        // The last orders may have been cut short at the stop.
        int same = Math.min(first.size(), second.size()) / 2;
        assertThat(first.subList(0, same)).isEqualTo(second.subList(0, same)).hasSizeGreaterThan(20);
        assertThat(other.subList(0, same)).isNotEqualTo(first.subList(0, same));
    }

    @Test
    void withoutASeedOneIsChosenAndTold() {
        JsonNode started = start(1, 20, 0);

        assertThat(started.at("/settings/seed").isIntegralNumber()).isTrue();
        JsonNode again = start(1, 20, 0);
        assertThat(again.get("settings")).isEqualTo(started.get("settings"));
        assertThat(again.get("runningSince")).isEqualTo(started.get("runningSince"));
        assertThat(api.put("/simulation", """
                        {"ordersPerSecond": 1, "customers": 20, "checkoutsPerSecond": 0, "lifecycleSpeed": 10, "seed": 7}""").body().at("/settings/seed").asLong())
                .isEqualTo(7);
    }

    @Test
    void itCanBeWatchedAsServerSentEvents() throws Exception {
        start(20, 20, 0);

        List<JsonNode> reports = watch(3);

        assertThat(reports)
                .extracting(report -> report.get("running").asBoolean())
                .containsOnly(true);
        assertThat(reports).extracting(report -> report.get("sent").asLong()).isSorted();
        assertThat(reports.getLast().get("sent").asLong())
                .isGreaterThan(reports.getFirst().get("sent").asLong());
    }

    @Test
    void moreThanSoManyMayNotWatchAndWhoLeavesMakesRoom() throws Exception {
        try (Socket first = watcher();
                Socket second = watcher()) {
            Answer refused = api.get("/simulation/stream");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.retryAfter()).isPresent();
            assertThat(first.isConnected() && second.isConnected()).isTrue();
        }

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(watch(1)).hasSize(1));
    }

    @Test
    void onceStoppedNothingIsUnderWayAndNothingMoreIsSent() {
        start(100, 20, 50);
        await().atMost(PATIENCE).until(() -> report().get("acknowledged").asLong() >= 200);

        JsonNode last = api.delete("/simulation").body();

        Map<Integer, Long> ends = orders.endOffsets();
        assertThat(last.get("running").asBoolean()).isFalse();
        assertThat(last.get("openOrders").asLong()).isZero();
        assertThat(last.get("sent").asLong())
                .isEqualTo(
                        last.get("acknowledged").asLong() + last.get("failed").asLong());
        await().during(Duration.ofSeconds(2))
                .atMost(PATIENCE)
                .until(() -> orders.endOffsets().equals(ends));
        assertThat(report()).isEqualTo(last);
    }

    @Test
    void theSameSettingsAgainChangeNothingAndOthersStartAnew() {
        JsonNode first = start(5, 20, 1);

        JsonNode again = start(5, 20, 1);
        JsonNode other = start(6, 20, 1);

        assertThat(again.get("runningSince")).isEqualTo(first.get("runningSince"));
        assertThat(other.get("runningSince")).isNotEqualTo(first.get("runningSince"));
        assertThat(other.at("/settings/ordersPerSecond").asDouble()).isEqualTo(6);
    }

    @Test
    void whatIsLeftOutTakesItsDefault() {
        JsonNode report = api.put("/simulation", "{}").body();

        assertThat(report.at("/settings/ordersPerSecond").asDouble()).isEqualTo(5);
        assertThat(report.at("/settings/customers").asInt()).isEqualTo(100);
        assertThat(report.at("/settings/checkoutsPerSecond").asDouble()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "ordersPerSecond, -1",
        "ordersPerSecond, 1000.1",
        "checkoutsPerSecond, 1e9",
        "customers, 0",
        "customers, 1.5",
        "customers, 1000001",
        "skew, -0.1",
        "lifecycleSpeed, 0",
        "cancelledShare, 1.1",
        "readingsPerSecond, -1",
        "vehicles, 0",
        "speedingShare, 2",
        "lateShare, -1",
        "duplicateShare, 1.01",
        "poisonShare, 1.01",
        "seed, -1",
        "orders, 5",
    })
    void settingsOutOfBoundsAreRefusedByName(String setting, String value) {
        var answer = api.put("/simulation", "{\"" + setting + "\": " + value + "}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().at("/violations/0/field").asText()).isEqualTo(setting);
        assertThat(report().get("running").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 60, 5, factor",
        "101, 60, 5, factor",
        "2, 0, 5, everySeconds",
        "2, 60, 60, lastingSeconds",
        "2, 60, -1, lastingSeconds",
    })
    void burstsOutOfBoundsAreRefusedByName(String factor, String every, String lasting, String setting) {
        var answer = api.put("/simulation", """
                {"bursts": {"factor": %s, "everySeconds": %s, "lastingSeconds": %s}}""".formatted(factor, every, lasting));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().at("/violations/0/field").asText()).isEqualTo("bursts." + setting);
    }

    @Test
    void moreOrdersThanMayBeOnTheirWayAreRefused() {
        Answer refused = api.put("/simulation", "{\"ordersPerSecond\": 100}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().at("/violations/0/field").asText()).isEqualTo("ordersPerSecond");
        // Three pauses of three seconds.
        assertThat(refused.body().at("/violations/0/message").asText()).contains("900 orders", "at most " + MAX_OPEN);
        assertThat(report().get("running").asBoolean()).isFalse();
    }

    @Test
    void itStopsAlsoWhileItIsHopelesslyBehind() {
        // One ambulance reports one reading after the other, and here a hundred thousand are due each second.
        api.put("/simulation", """
                {"ordersPerSecond": 0, "checkoutsPerSecond": 0, "readingsPerSecond": 1000, "vehicles": 1,
                 "bursts": {"factor": 100, "everySeconds": 1, "lastingSeconds": 0.9}}""");
        await().atMost(PATIENCE).until(() -> report().get("behindSeconds").asDouble() > 1);

        JsonNode last = api.delete("/simulation").body();

        assertThat(last.get("running").asBoolean()).isFalse();
        assertThat(last.get("sent")).isEqualTo(last.get("acknowledged"));
    }

    @Test
    void theScheduleIsKeptThroughAnOutage() {
        Map<Integer, Long> before = orders.endOffsets();
        api.put("/simulation", """
                {"ordersPerSecond": 20, "checkoutsPerSecond": 0, "readingsPerSecond": 0, "lifecycleSpeed": 10}""");
        await().atMost(PATIENCE).until(() -> report().get("acknowledged").asLong() >= 100);

        stack.kafka().broker(1).kill();
        await().atMost(PATIENCE).until(() -> report().get("behindSeconds").asDouble() > 1);
        stack.kafka().broker(1).start();
        await().atMost(PATIENCE).until(() -> report().get("behindSeconds").asDouble() < 0.5);
        JsonNode last = api.delete("/simulation").body();

        assertThat(last.get("skipped").asLong()).isZero();
        List<Long> created = created(before).map(Reported::occurredAt).toList();
        for (int order = 1; order < created.size(); order++) {
            assertThat(created.get(order) - created.get(order - 1))
                    .as("at order %d", order)
                    .isBetween(49L, 51L);
        }
    }

    @Test
    void anOutageOfTheBrokerIsSurvivedWithBoundedWork() {
        Map<Integer, Long> before = orders.endOffsets();
        start(200, 20, 0);
        await().atMost(PATIENCE).until(() -> report().get("acknowledged").asLong() >= 200);

        stack.kafka().broker(1).kill();
        await().atMost(PATIENCE)
                .until(() -> report().get("skipped").asLong() > 0
                        && report().get("failed").asLong() > 0);
        assertThat(report().get("openOrders").asLong()).isLessThanOrEqualTo(MAX_OPEN);
        long acknowledged = report().get("acknowledged").asLong();
        stack.kafka().broker(1).start();

        await().atMost(PATIENCE).until(() -> report().get("acknowledged").asLong() > acknowledged + 500);
        api.delete("/simulation");
        assertThat(livesSince(before).values()).allSatisfy(SimulationIT::assertIsLegal);
    }

    private JsonNode start(double ordersPerSecond, int customers, double checkoutsPerSecond) {
        return api.put("/simulation", """
                {"ordersPerSecond": %s, "customers": %d, "checkoutsPerSecond": %s, "lifecycleSpeed": 10}""".formatted(ordersPerSecond, customers, checkoutsPerSecond))
                .body();
    }

    /** An order as it was first reported, without its ids; times from the first one on. */
    private record Reported(String customerId, BigDecimal amount, long occurredAt) {}

    private List<Reported> trafficOf(long seed) {
        Map<Integer, Long> before = orders.endOffsets();
        Instant start = Instant.parse(api.put("/simulation", """
                {"ordersPerSecond": 50, "customers": 1000, "skew": 0.5, "checkoutsPerSecond": 0, "lifecycleSpeed": 10, "seed": %d}""".formatted(seed))
                .body()
                .get("runningSince")
                .asText());
        await().atMost(PATIENCE).until(() -> report().get("acknowledged").asLong() >= 200);
        api.delete("/simulation");
        // Records carry whole milliseconds.
        return created(before)
                .map(order -> new Reported(
                        order.customerId(),
                        order.amount(),
                        Math.round((order.occurredAt() - start.toEpochMilli()) / 10.0)))
                .toList();
    }

    private Stream<Reported> created(Map<Integer, Long> since) {
        return livesSince(since).values().stream()
                .map(List::getFirst)
                .map(event -> new Reported(
                        event.getCustomerId(),
                        event.getAmount(),
                        event.getOccurredAt().toEpochMilli()))
                .sorted(Comparator.comparingLong(Reported::occurredAt));
    }

    /** The first so many reports of a stream. */
    private List<JsonNode> watch(int reports) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(base.resolve("/simulation/stream")).build(),
                    HttpResponse.BodyHandlers.ofLines());
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            try (Stream<String> lines = answer.body()) {
                return lines.filter(line -> line.startsWith("data:"))
                        .limit(reports)
                        .map(SimulationIT::json)
                        .toList();
            } finally {
                http.shutdownNow();
            }
        }
    }

    /** One who watches until it is closed. */
    private Socket watcher() throws IOException {
        Socket socket = new Socket(base.getHost(), base.getPort());
        socket.getOutputStream()
                .write("GET /simulation/stream HTTP/1.1\r\nHost: %s\r\n\r\n"
                        .formatted(base.getAuthority())
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                        .readLine())
                .contains("200");
        return socket;
    }

    private static JsonNode json(String data) {
        try {
            return new ObjectMapper().readTree(data.substring("data:".length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T extends SpecificRecord> List<T> legible(List<byte[]> values, Class<T> type) {
        try (AvroKafkaDeserializer<T> avro = new AvroKafkaDeserializer<>()) {
            avro.configure(
                    Map.of(
                            "apicurio.registry.url",
                            stack.registryUrl(),
                            "apicurio.registry.use-specific-avro-reader",
                            true),
                    false);
            try (var bounded = new BoundedDeserializer<>(avro, new FirstLookup(Duration.ofSeconds(5), 3))) {
                return values.stream()
                        .filter(value -> value[0] == 0)
                        .map(value -> type.cast(bounded.deserialize("", value)))
                        .toList();
            }
        }
    }

    private JsonNode report() {
        return api.get("/simulation").body();
    }

    /** The simulated orders' events in the order of the log; of an event that was sent twice the first one counts. */
    private Map<String, List<OrderEvent>> livesSince(Map<Integer, Long> offsets) {
        return orders.since(offsets).stream()
                .map(record -> (OrderEvent) record.value())
                .filter(event -> event.getOrderId().startsWith("order-"))
                .collect(Collectors.toMap(
                        OrderEvent::getEventId, event -> event, (first, _) -> first, LinkedHashMap::new))
                .values()
                .stream()
                .collect(groupingBy(OrderEvent::getOrderId));
    }

    private static void assertIsLegal(List<OrderEvent> life) {
        assertThat(steps(life)).matches("CREATED( CANCELLED| CONFIRMED( CANCELLED| SHIPPED( DELIVERED)?)?)?");
    }

    private static String steps(List<OrderEvent> life) {
        return life.stream().map(OrderEvent::getType).map(OrderEventType::name).collect(Collectors.joining(" "));
    }
}
