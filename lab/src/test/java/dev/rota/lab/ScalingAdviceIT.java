package dev.rota.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rota.localstack.gateway.Behaviour;
import dev.rota.localstack.service.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The size of billing follows the monitor's advice, under loads and troubles that call for more replicas and others that do not.
 * Which of them is said by {@code rota.faults.scaling}.
 */
class ScalingAdviceIT {

    private static final Duration OBJECTIVE = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** One charge at a time, so that a replica makes five per second, whatever else the machine does. */
    private static final Behaviour USUAL = Behaviour.none().withLatency(Duration.ofMillis(200));

    private static final Load QUIET = new Load(1, 1, 0);

    /** One charge per second in each of billing's partitions, of six of one topic and four of the other. */
    private static final Load BUSY = new Load(6, 4, 0);

    /** Less, so that there is room for more replicas. */
    private static final Load MODERATE = new Load(4, 3, 0);

    private static final Load ONE_CUSTOMER = new Load(9, 4, 5);

    private House house;

    /** What the simulation sends each second, and how unevenly by customer. */
    private record Load(int orders, int checkouts, int skew) {}

    /** What calls for more replicas, or does not. */
    enum Trouble {
        LOAD,
        SLOW_GATEWAY,
        OUTAGE,
        HOT_KEY,
        STOPPED
    }

    static List<Trouble> troubles() {
        return Arrays.stream(System.getProperty("rota.faults.scaling", "load").split(","))
                .map(name -> Trouble.valueOf(name.strip().toUpperCase(Locale.ROOT)))
                .toList();
    }

    @BeforeEach
    void open() {
        house = House.open(
                "scaling-it",
                Map.of(
                        Service.LAG_MONITOR,
                        Map.of(
                                "ROTA_LAG_MONITOR_WINDOW", "10S",
                                "ROTA_LAG_MONITOR_SCALING_DRAIN_WITHIN", "PT" + OBJECTIVE.toSeconds() + "S",
                                "ROTA_LAG_MONITOR_SCALING_MAX_REPLICAS", "6",
                                "ROTA_LAG_MONITOR_SCALING_SCALE_DOWN_AFTER", "20S"),
                        Service.BILLING_SERVICE,
                        Map.of("ROTA_BILLING_CONSUMER_MAX_CONCURRENCY", "1")));
        house.stack().gateway().behave(USUAL);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void theAdviceIsRight(Trouble trouble) throws Exception {
        await("the monitor has seen the group").atMost(PATIENCE).until(this::isKnown);
        simulate(QUIET);
        await("billing is warm").atMost(PATIENCE).until(() -> billed() > 150);
        simulate(trouble == Trouble.SLOW_GATEWAY ? MODERATE : BUSY);
        follow(
                "one replica is seen to be busy",
                advice -> advice.path("wantedReplicas").asInt() > 1);
        follow(
                "there are enough",
                advice -> isSettled(advice) && advice.path("backlog").asLong() < 200);

        switch (trouble) {
            case LOAD -> fewerAreEnoughForLess();
            case SLOW_GATEWAY -> slowerReplicasAreMore();
            case OUTAGE -> moreDoNotHelpInAnOutage();
            case HOT_KEY -> moreDoNotHelpWithAHotKey();
            case STOPPED -> aStoppedGroupWantsReplicas();
        }
    }

    private void fewerAreEnoughForLess() throws Exception {
        simulate(QUIET);

        List<Integer> sizes =
                follow("one is enough", advice -> advice.path("wantedReplicas").asInt() == 1);

        assertThat(sizes).as("it only falls").isSortedAccordingTo((one, other) -> other - one);
    }

    private void slowerReplicasAreMore() throws Exception {
        // What was left over from the step is read, and who was needed for that is gone.
        follow(
                "as many as the load takes",
                advice -> isSettled(advice) && !advice.path("cause").asText().equals("COOLING_DOWN"));
        int before = replicas();
        house.stack().gateway().behave(Behaviour.none().withLatency(Duration.ofMillis(500)));

        follow("more are wanted", advice -> advice.path("wantedReplicas").asInt() > before);
    }

    private void moreDoNotHelpInAnOutage() throws Exception {
        int before = replicas();
        house.stack().gateway().behave(USUAL.withOutage());

        List<Integer> sizes = follow(
                "it is known for an outage",
                advice -> advice.path("cause").asText().equals("OUTAGE")
                        && advice.path("standingSeconds").asDouble() > 30);
        assertThat(sizes).allMatch(size -> size == before);

        house.stack().gateway().behave(USUAL);
        follow(
                "it is over",
                advice -> isSettled(advice) && advice.path("backlog").asLong() < 200);
    }

    private void moreDoNotHelpWithAHotKey() throws Exception {
        int before = replicas();
        simulate(ONE_CUSTOMER);

        List<Integer> sizes = follow(
                "the partition is named",
                advice -> advice.path("cause").asText().equals("HOT_PARTITION")
                        && advice.path("hottestPartition").asText().startsWith("order-events"));

        assertThat(sizes).allMatch(size -> size <= before);
    }

    private void aStoppedGroupWantsReplicas() throws Exception {
        int before = replicas();
        house.stack().scale(Service.BILLING_SERVICE, 0);

        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode advice = advice();
            assertThat(advice.path("cause").asText()).isEqualTo("STOPPED");
            assertThat(advice.path("currentReplicas").asInt()).isZero();
            assertThat(advice.path("wantedReplicas").asInt()).isBetween(1, 2 * before);
        });
    }

    private void simulate(Load load) throws Exception {
        house.put(Service.ORDER_PRODUCER, "/simulation", """
                {"ordersPerSecond": %d, "customers": 500, "skew": %d, "lifecycleSpeed": 100,
                 "checkoutsPerSecond": %d, "readingsPerSecond": 0}""".formatted(load.orders(), load.skew(), load.checkouts()));
    }

    /**
     * Gives billing as many replicas as are wanted, until the advice is as it should be.
     *
     * @return all sizes that were advised meanwhile
     */
    private List<Integer> follow(String aim, Predicate<JsonNode> reached) {
        List<Integer> sizes = new ArrayList<>();
        await(aim).pollInterval(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> {
            JsonNode advice = advice();
            int wanted = advice.path("wantedReplicas").asInt();
            sizes.add(wanted);
            if (wanted != replicas()) {
                house.stack().scale(Service.BILLING_SERVICE, wanted);
            }
            return reached.test(advice);
        });
        return sizes;
    }

    private boolean isKnown() throws Exception {
        return house.get(Service.LAG_MONITOR, "/api/groups/billing", "application/json")
                        .statusCode()
                == 200;
    }

    /** Steps of orders, and checkouts, that are done. */
    private long billed() throws Exception {
        long billed = 0;
        for (JsonNode partition : house.json(Service.LAG_MONITOR, "/api/groups/billing/partitions")) {
            billed += partition.path("currentOffset").asLong();
        }
        return billed;
    }

    private JsonNode advice() throws Exception {
        return house.json(Service.LAG_MONITOR, "/api/groups/billing/scaling");
    }

    private static boolean isSettled(JsonNode advice) {
        return advice.path("wantedReplicas").asInt()
                        == advice.path("currentReplicas").asInt()
                && !advice.path("cause").asText().equals("REBALANCING");
    }

    private int replicas() {
        return house.stack().service(Service.BILLING_SERVICE).components().size();
    }
}
