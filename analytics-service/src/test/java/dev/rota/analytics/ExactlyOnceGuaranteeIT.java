package dev.rota.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rota.contracts.CustomerRevenue;
import dev.rota.contracts.DiscrepancyKind;
import dev.rota.localstack.Folders;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Three brokers, and replicas that are killed, frozen, robbed of their stores, or come and go, while there is work to do: what they have said
 * and what they answer is, record for record, what a plain count of the committed input comes to, and nobody who asked meanwhile heard
 * anything else. With {@code -Drota.faults.guarantee=at-least-once} this fails.
 */
class ExactlyOnceGuaranteeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration TRANSACTION = Duration.ofSeconds(6);

    /** What is said twice is said within this time. */
    private static final Duration QUIET = Duration.ofSeconds(2);

    private static final String GROUP = "order-analytics";
    private static final String EXACTLY_ONCE = "exactly-once";
    private static final String GUARANTEE = System.getProperty("rota.faults.guarantee", EXACTLY_ONCE);

    /** Both replicas are killed by then; {@code -Drota.faults.kills=3} for the long form. */
    private static final int KILLS = Integer.getInteger("rota.faults.kills", 2);

    private LocalStack stack;
    private Admin admin;
    private Inputs inputs;
    private Outputs outputs;

    /** What happens to replicas or brokers. */
    enum Fault {
        KILL(2),
        COORDINATOR(2),
        FROZEN(2),
        STATE(2),
        SCALE(1);

        private final int replicas;

        Fault(int replicas) {
            this.replicas = replicas;
        }
    }

    /** {@code -Drota.faults.analytics=kill,coordinator,frozen,state,scale} for the long form. */
    static Stream<Fault> faults() {
        String chosen = System.getProperty("rota.faults.analytics");
        return Arrays.stream(Fault.values())
                .filter(fault ->
                        List.of(chosen.toUpperCase(Locale.ROOT).split(",", -1)).contains(fault.name()));
    }

    @BeforeEach
    void start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "exactly-once-it"))
                .brokers(3)
                .with(Service.ANALYTICS_SERVICE, 0)
                .start();
        setting("GUARANTEE", GUARANTEE);
        setting("SESSION_TIMEOUT", "6S");
        setting("TRANSACTION_TIMEOUT", TRANSACTION.toString());
        // Events' time alone decides, however long a fault takes.
        setting("IDLE_AFTER", "1H");
        setting("BILLED_WITHIN", Recount.BILLED_WITHIN.toString());
        setting("STUCK_AFTER", Recount.STUCK_AFTER.toString());
        setting("GRACE", Recount.GRACE.toString());
        setting("SPEED_LIMIT_KMPH", Double.toString(Recount.LIMIT_KMPH));
        setting("SPEED_READINGS", Integer.toString(Recount.TOO_FAST_READINGS));
        setting("SPEED_AVERAGE", Recount.AVERAGE_OVER.toString());
        admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
        inputs = new Inputs(stack);
        outputs = new Outputs(stack);
    }

    private void setting(String name, String value) {
        stack.setting(Service.ANALYTICS_SERVICE, "ROTA_ANALYTICS_" + name, value);
    }

    @AfterEach
    void stop() {
        outputs.close();
        inputs.close();
        admin.close();
        stack.close();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void whateverHappensTheResultsAreThoseOfThePlainCount(Fault fault) throws Exception {
        stack.scale(Service.ANALYTICS_SERVICE, fault.replicas);
        try (Traffic traffic = new Traffic(stack, inputs);
                Questions questions = new Questions(this::replicas, Traffic.CUSTOMERS)) {
            await().atMost(PATIENCE).until(() -> questions.found().containsAll(Traffic.CUSTOMERS));
            long foundBefore = questions.timesFound();

            happen(fault);

            long foundAfter = questions.timesFound();
            Instant end = traffic.end();
            awaitTheSame(end);
            traffic.bill(unbilled());
            Recount recount = awaitTheSame(end);
            questions.stop();
            Map<String, List<CustomerRevenue>> revenues = recount.results().revenues();
            assertThat(questions.wrong(revenues)).isEmpty();
            assertThat(foundAfter - foundBefore).as("answers meanwhile").isGreaterThan(50);
            assertAnswers(recount, revenues);
        }
    }

    private void happen(Fault fault) throws Exception {
        switch (fault) {
            case KILL -> {
                for (int i = 0; i < KILLS; i++) {
                    awaitWork();
                    Component victim = replica(1 + i % 2);
                    victim.kill();
                    victim.start();
                }
            }
            case COORDINATOR -> {
                for (int i = 0; i < 3; i++) {
                    Component coordinator = stack.kafka().broker(awaitOpenTransactions());
                    coordinator.kill();
                    awaitProgress();
                    coordinator.start();
                    awaitAllInSync();
                }
            }
            case FROZEN -> {
                awaitWork();
                replica(1).freeze();
                try {
                    await().pollDelay(TRANSACTION.plusSeconds(2))
                            .atMost(PATIENCE)
                            .until(() -> members() == 2);
                    awaitProgress();
                } finally {
                    replica(1).thaw();
                }
                await().atMost(PATIENCE).until(() -> members() == 4);
                awaitProgress();
            }
            case STATE -> {
                replica(1).kill();
                Folders.delete(stateOf(1));
                replica(1).start();
                assertThat(replica(2).stop(PATIENCE)).isTrue();
                assertThat(corrupt(stateOf(2))).as("files that are corrupt").isPositive();
                replica(2).start();
                awaitProgress();
            }
            case SCALE -> {
                for (int replicas : List.of(3, 1)) {
                    stack.scale(Service.ANALYTICS_SERVICE, replicas);
                    await().atMost(PATIENCE).until(() -> members() == 2 * replicas);
                    awaitProgress();
                }
            }
        }
    }

    private Component replica(int number) {
        return stack.component("analytics-service-" + number);
    }

    private List<URI> replicas() {
        return stack.service(Service.ANALYTICS_SERVICE).components().stream()
                .map(replica -> URI.create(replica.address()))
                .toList();
    }

    private Path stateOf(int replica) {
        return stack.data().resolve("analytics-service").resolve("analytics-service-" + replica);
    }

    /** All tables of all stores: they can be opened and not be read. */
    private static long corrupt(Path state) throws IOException {
        try (Stream<Path> files = Files.walk(state)) {
            List<Path> tables =
                    files.filter(file -> file.toString().endsWith(".sst")).toList();
            for (Path table : tables) {
                byte[] bytes = Files.readAllBytes(table);
                Arrays.fill(bytes, 0, bytes.length / 2, (byte) 7);
                Files.write(table, bytes);
            }
            return tables.size();
        }
    }

    /** Returns in the midst of it. */
    private void awaitWork() throws Exception {
        if (GUARANTEE.equals(EXACTLY_ONCE)) {
            awaitOpenTransactions();
        } else {
            awaitProgress();
        }
    }

    /**
     * Returns when replicas have begun transactions and not ended them.
     *
     * @return the broker that coordinates one of them
     */
    private int awaitOpenTransactions() throws Exception {
        String open = await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(this::openTransactions, ids -> !ids.isEmpty())
                .getFirst();
        return admin.describeTransactions(List.of(open)).description(open).get().coordinatorId();
    }

    private List<String> openTransactions() throws Exception {
        return admin
                .listTransactions(new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING)))
                .all()
                .get()
                .stream()
                .map(TransactionListing::transactionalId)
                .filter(id -> id.startsWith(GROUP))
                .toList();
    }

    private int members() throws ExecutionException, InterruptedException {
        return admin.describeConsumerGroups(List.of(GROUP))
                .all()
                .get()
                .get(GROUP)
                .members()
                .size();
    }

    /** Returns when something new was said of each customer. */
    private void awaitProgress() {
        Map<String, CustomerRevenue> before = outputs.latest("customer-revenue", CustomerRevenue.class);
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            Map<String, CustomerRevenue> now = outputs.latest("customer-revenue", CustomerRevenue.class);
            return now.entrySet().stream()
                    .noneMatch(revenue -> revenue.getValue().equals(before.get(revenue.getKey())));
        });
    }

    private void awaitAllInSync() {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() ->
                        admin.describeTopics(admin.listTopics().names().get()).allTopicNames().get().values().stream()
                                .flatMap(topic -> topic.partitions().stream())
                                .allMatch(partition -> partition.isr().size()
                                        == partition.replicas().size()));
    }

    /** What is said comes to be, and stays, what the input comes to. */
    private Recount awaitTheSame(Instant end) {
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertTheSame(end));
        await().pollDelay(QUIET).until(() -> true);
        return assertTheSame(end);
    }

    private Recount assertTheSame(Instant end) {
        Recount recount = new Recount(outputs, end);
        Results wanted = recount.results();
        Results said = Results.said(outputs);
        assertThat(said.revenues()).as("revenues").isEqualTo(wanted.revenues());
        assertThat(said.illegalSteps()).as("illegal steps").isEqualTo(wanted.illegalSteps());
        assertThat(said.stuck()).as("stuck orders").isEqualTo(wanted.stuck()).hasSizeGreaterThan(8);
        assertThat(said.minutes()).as("minutes").isEqualTo(wanted.minutes());
        assertThat(said.late()).as("late steps").isEqualTo(wanted.late());
        assertThat(said.alerts()).as("alerts").isEqualTo(wanted.alerts());
        assertThat(said.discrepancies()).as("discrepancies").isEqualTo(wanted.discrepancies());
        assertThat(said.letters()).as("letters").isEqualTo(wanted.letters());
        return recount;
    }

    private List<Results.Discrepancy> unbilled() {
        return Results.said(outputs).discrepancies().values().stream()
                .map(List::getFirst)
                .filter(discrepancy -> discrepancy.kind() == DiscrepancyKind.UNBILLED)
                .toList();
    }

    /** Any replica answers the same. */
    private void assertAnswers(Recount recount, Map<String, List<CustomerRevenue>> revenues) {
        for (URI replica : replicas()) {
            Api api = new Api(replica);
            assertTop(api, revenues);
            assertMinutes(api, recount);
            revenues.forEach((customer, values) -> assertThat(Worth.of(api.json("/customers/" + customer + "/revenue")))
                    .isEqualTo(Worth.of(values.getLast())));
            recount.orders().forEach((order, steps) -> {
                JsonNode answer = api.json("/orders/" + order);
                assertThat(steps(answer)).as(order).isEqualTo(steps);
                assertThat(answer.get("state").asText())
                        .isEqualTo(steps.getLast().state());
            });
            recount.vehicles().forEach((vehicle, known) -> {
                JsonNode answer = api.json("/vehicles/" + vehicle);
                assertThat(Instant.parse(answer.get("latestAt").asText())).isEqualTo(known.latestAt());
                assertThat(answer.get("averageKmph").asDouble()).isEqualTo(known.averageKmph(), Offset.offset(1e-6));
                assertThat(answer.path("speeding").path("readings").asInt()).isEqualTo(known.tooFast());
            });
        }
    }

    private static List<Recount.Step> steps(JsonNode order) {
        return order.get("steps")
                .valueStream()
                .map(step -> new Recount.Step(
                        step.get("state").asText(), Instant.parse(step.get("at").asText())))
                .toList();
    }

    /** A customer's place. */
    private record Place(String customer, BigDecimal revenue) {}

    private static void assertTop(Api api, Map<String, List<CustomerRevenue>> revenues) {
        JsonNode answer = api.json("/customers/top?limit=100");
        assertThat(answer.get("missing")).isEmpty();
        Map<String, List<Place>> top = new TreeMap<>();
        for (JsonNode currency : answer.get("currencies")) {
            top.put(
                    currency.get("currency").asText(),
                    currency.get("customers")
                            .valueStream()
                            .map(place ->
                                    new Place(place.get("customerId").asText(), Worth.money(place.get("revenue"))))
                            .toList());
        }
        assertThat(top).isEqualTo(ranking(revenues));
    }

    /** A minute, and whether it was said. */
    private record Shown(Results.Sum sum, boolean isFinal) {}

    private static void assertMinutes(Api api, Recount recount) {
        Map<Results.Minute, Shown> shown = new TreeMap<>();
        String next = Instant.EPOCH.toString();
        while (next != null) {
            JsonNode page = api.json("/revenue?limit=100&from=" + next);
            assertThat(page.get("missing")).isEmpty();
            for (JsonNode minute : page.get("minutes")) {
                Results.Minute key = new Results.Minute(
                        Instant.parse(minute.get("start").asText()),
                        minute.get("type").asText(),
                        minute.get("currency").asText());
                Results.Sum sum = new Results.Sum(
                        Worth.money(minute.get("revenue")), minute.get("orders").asInt());
                assertThat(shown.put(key, new Shown(sum, minute.get("final").asBoolean())))
                        .as("%s on an earlier page", key)
                        .isNull();
            }
            next = page.path("next").asText(null);
        }
        Map<Results.Minute, Shown> wanted = new TreeMap<>();
        recount.minutes().forEach((minute, sum) -> wanted.put(minute, new Shown(sum, recount.isOver(minute))));
        assertThat(wanted.values())
                .as("said and not")
                .extracting(Shown::isFinal)
                .contains(true, false);
        assertThat(shown).isEqualTo(wanted);
    }

    private static Map<String, List<Place>> ranking(Map<String, List<CustomerRevenue>> revenues) {
        Map<String, List<Place>> ranking = new TreeMap<>();
        revenues.values().stream()
                .map(values -> Worth.of(values.getLast()))
                .forEach(worth -> worth.totals().stream()
                        .filter(total -> total.revenue().signum() > 0)
                        .forEach(total -> ranking.computeIfAbsent(total.currency(), _ -> new ArrayList<>())
                                .add(new Place(worth.customerId(), total.revenue()))));
        Comparator<Place> best = Comparator.comparing(Place::revenue).reversed();
        ranking.values().forEach(places -> places.sort(best.thenComparing(Place::customer)));
        return ranking;
    }
}
