package dev.rota.analytics;

import static dev.rota.contracts.OrderEventType.CANCELLED;
import static dev.rota.contracts.OrderEventType.CONFIRMED;
import static dev.rota.contracts.OrderEventType.CREATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rota.contracts.VehicleTelemetry;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions to two replicas, whichever of them has the answer. */
class QueryIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Enough to have some in each partition. */
    private static final int CUSTOMERS = 40;

    private static LocalStack stack;
    private static Inputs inputs;
    private static List<Api> replicas;

    @BeforeAll
    static void start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "query-it"))
                .with(Service.ANALYTICS_SERVICE, 2)
                .start();
        inputs = new Inputs(stack);
        replicas = List.of(api("analytics-service-1"), api("analytics-service-2"));
        for (int i = 0; i < CUSTOMERS; i++) {
            String customer = "customer-" + i;
            inputs.send(Inputs.order(customer, "order-" + i, CREATED, Integer.toString(100 + i)));
            inputs.send(Inputs.order(customer, "order-" + i, CONFIRMED, Integer.toString(100 + i)));
        }
        inputs.send(Inputs.order("customer-0", "cancelled", CREATED, "7"));
        inputs.send(Inputs.order("customer-0", "cancelled", CONFIRMED, "7"));
        inputs.send(Inputs.order("customer-0", "cancelled", CANCELLED, "7"));
        inputs.send(
                "vehicle.telemetry",
                "ambulance-1",
                inputs.bytes(
                        "vehicle.telemetry",
                        new VehicleTelemetry(
                                UUID.randomUUID().toString(), "ambulance-1", 80.0, 48.2, 16.4, Instant.now())));
        await().atMost(PATIENCE)
                .until(() -> replicas.stream()
                        .allMatch(api -> IntStream.range(0, CUSTOMERS)
                                        .allMatch(i ->
                                                api.get("/orders/order-" + i).statusCode() == 200
                                                        && api.get("/customers/customer-" + i + "/revenue")
                                                                        .statusCode()
                                                                == 200)
                                && api.get("/orders/cancelled").body().contains("CANCELLED")
                                && api.get("/vehicles/ambulance-1").statusCode() == 200));
    }

    @AfterAll
    static void stop() {
        inputs.close();
        stack.close();
    }

    /** Whoever has come back is ready before it is given tasks: each works on some, and nobody else on those. */
    @BeforeEach
    void awaitCalm() {
        await().atMost(PATIENCE).until(() -> {
            Set<List<Integer>> atWork = new HashSet<>();
            for (int i = 0; i < CUSTOMERS; i++) {
                String path = revenueOf(i);
                if (!replicas.stream().allMatch(api -> isFresh(api.get(path)))) {
                    return false;
                }
                atWork.add(forwarded(path));
            }
            return atWork.equals(Set.of(List.of(200, 503), List.of(503, 200)));
        });
    }

    private static boolean isFresh(HttpResponse<String> answer) {
        return answer.statusCode() == 200
                && answer.headers().firstValue("Rota-Records-Behind").isEmpty();
    }

    /** What each replica says itself, as another would hear it. */
    private static List<Integer> forwarded(String path) {
        return replicas.stream()
                .map(api -> api.get(path, "Rota-Forwarded", "1").statusCode())
                .toList();
    }

    @Test
    void everyReplicaKnowsEverything() {
        for (Api api : replicas) {
            JsonNode revenue = api.json("/customers/customer-0/revenue");
            assertThat(revenue.at("/totals/0/currency").asText()).isEqualTo("EUR");
            assertThat(revenue.at("/totals/0/revenue").decimalValue()).isEqualByComparingTo("100");
            assertThat(revenue.at("/totals/0/cancelled").decimalValue()).isEqualByComparingTo("7");
            assertThat(api.json("/orders/cancelled").at("/steps")).hasSize(3);
            assertThat(api.json("/vehicles/ambulance-1").at("/averageKmph").asDouble())
                    .isEqualTo(80.0);
        }
    }

    @Test
    void theBestOfAllPartitionsAreTheBest() {
        for (Api api : replicas) {
            JsonNode top = api.json("/customers/top?limit=3");

            assertThat(top.at("/missing")).isEmpty();
            assertThat(top.at("/currencies")).hasSize(1);
            assertThat(top.at("/currencies/0/customers").findValuesAsText("customerId"))
                    .containsExactly("customer-39", "customer-38", "customer-37");
        }
    }

    @Test
    void minutesAreOfAllPartitionsAndPageByPageTheSame() {
        Instant from = Instant.now().minus(Duration.ofMinutes(30));
        Instant to = Instant.now().plus(Duration.ofMinutes(1));
        for (Api api : replicas) {
            JsonNode all = api.json("/revenue?from=%s&to=%s".formatted(from, to));
            assertThat(all.at("/missing")).isEmpty();
            assertThat(all.has("next")).isFalse();
            assertThat(sum(all.at("/minutes"), "CONFIRMED"))
                    .isEqualByComparingTo(Integer.toString(
                            IntStream.range(0, CUSTOMERS).map(i -> 100 + i).sum() + 7));
            assertThat(sum(all.at("/minutes"), "CANCELLED")).isEqualByComparingTo("7");

            List<JsonNode> paged = new ArrayList<>();
            String next = from.toString();
            while (next != null) {
                JsonNode page = api.json("/revenue?from=%s&to=%s&limit=1".formatted(next, to));
                page.at("/minutes").forEach(paged::add);
                next = page.path("next").asText(null);
            }
            List<JsonNode> whole = new ArrayList<>();
            all.at("/minutes").forEach(whole::add);
            assertThat(paged).isEqualTo(whole);
        }
    }

    @Test
    void whatIsNotThereIsNotFoundAndWhatMakesNoSenseIsRefused() {
        for (Api api : replicas) {
            assertThat(api.get("/customers/nobody/revenue").statusCode()).isEqualTo(404);
            assertThat(api.get("/orders/none").statusCode()).isEqualTo(404);
            assertThat(api.get("/vehicles/none").headers().firstValue("Content-Type"))
                    .contains("application/problem+json");
            assertThat(api.get("/customers/top?limit=0").statusCode()).isEqualTo(400);
            assertThat(api.get("/revenue?from=yesterday").body()).contains("must be a time");
            assertThat(api.get("/revenue?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z")
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void anotherReplicaIsAskedOnceAndNotSentOnAgain() {
        long before = requests();
        int forwards = 0;
        for (int i = 0; i < CUSTOMERS; i++) {
            String path = revenueOf(i);

            List<Integer> forwarded = forwarded(path);
            HttpResponse<String> first = replicas.getFirst().get(path);

            assertThat(forwarded).as("one of them works on it, and says so").containsExactlyInAnyOrder(200, 503);
            assertThat(first.statusCode()).isEqualTo(200);
            forwards += forwarded.getFirst() == 200 ? 0 : 1;
        }
        long expected = before + 3L * CUSTOMERS + forwards;
        assertThat(forwards).as("each has some").isBetween(1, CUSTOMERS - 1);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(requests())
                        .as("one more for each that the first replica does not have")
                        .isEqualTo(expected));
    }

    /** For revenues of customers, at all replicas. */
    private static long requests() {
        return replicas.stream()
                .flatMap(api -> api.get("/q/metrics").body().lines())
                .filter(line -> line.startsWith("http_server_requests_seconds_count")
                        && line.contains("uri=\"/customers/{customerId}/revenue\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static String revenueOf(int i) {
        return "/customers/customer-" + i + "/revenue";
    }

    @Test
    void whenAReplicaIsGoneItsCopiesAnswerAndNobodyHearsAWrongThing() {
        Component gone = stack.component("analytics-service-2");
        gone.kill();

        Set<String> marks = new HashSet<>();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
            boolean all = true;
            for (int i = 0; i < CUSTOMERS; i++) {
                HttpResponse<String> answer = replicas.getFirst().get(revenueOf(i));
                assertThat(answer.statusCode()).isIn(200, 503);
                if (answer.statusCode() == 200) {
                    assertThat(answer.body()).contains("\"customerId\":\"customer-" + i + "\"");
                    Optional<String> behind = answer.headers().firstValue("Rota-Records-Behind");
                    behind.ifPresent(marks::add);
                    assertAmount(answer, i, behind.isPresent() && !behind.get().equals("0"));
                } else {
                    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                    all = false;
                }
            }
            return all;
        });
        assertThat(marks).as("copies have answered").isNotEmpty();
        JsonNode top = replicas.getFirst().json("/customers/top?limit=100");
        assertThat(top.at("/currencies/0/customers")).hasSize(CUSTOMERS);

        gone.start();
        await().atMost(PATIENCE)
                .until(() -> replicas.stream()
                        .allMatch(api -> api.get("/q/health/ready").statusCode() == 200));
    }

    /** Each customer has one order; the first had another for a while. */
    private static void assertAmount(HttpResponse<String> answer, int customer, boolean mayBeOlder) {
        BigDecimal revenue = Api.parsed(answer).at("/totals/0/revenue").decimalValue();
        if (mayBeOlder && customer == 0) {
            assertThat(revenue.intValueExact()).isIn(100, 107);
        } else {
            assertThat(revenue).isEqualByComparingTo(Integer.toString(100 + customer));
        }
    }

    private static BigDecimal sum(JsonNode minutes, String type) {
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode minute : minutes) {
            if (minute.path("type").asText().equals(type)) {
                sum = sum.add(minute.path("revenue").decimalValue());
            }
        }
        return sum;
    }

    private static Api api(String replica) {
        return new Api(URI.create(stack.component(replica).address()));
    }
}
