package dev.rota.orderproducer.simulation;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.process.Component;
import dev.rota.orderproducer.Api;
import dev.rota.orderproducer.RunningStack;
import dev.rota.orderproducer.TopicLog;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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

    @BeforeEach
    void connect() {
        api = new Api(base);
        orders = new TopicLog(stack.bootstrapServers(), stack.registryUrl(), "order-events");
    }

    @AfterEach
    void stop() {
        Component broker = stack.kafka().broker(1);
        if (!broker.isRunning()) {
            broker.start();
        }
        api.delete("/simulation");
        orders.close();
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
        "orders, 5",
    })
    void settingsOutOfBoundsAreRefusedByName(String setting, String value) {
        var answer = api.put("/simulation", "{\"" + setting + "\": " + value + "}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().at("/violations/0/field").asText()).isEqualTo(setting);
        assertThat(report().get("running").asBoolean()).isFalse();
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
                {"ordersPerSecond": %s, "customers": %d, "checkoutsPerSecond": %s}""".formatted(ordersPerSecond, customers, checkoutsPerSecond))
                .body();
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
