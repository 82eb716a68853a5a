package dev.rota.analytics;

import static dev.rota.contracts.OrderEventType.CANCELLED;
import static dev.rota.contracts.OrderEventType.CONFIRMED;
import static dev.rota.contracts.OrderEventType.CREATED;
import static dev.rota.contracts.OrderEventType.SHIPPED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rota.contracts.BillingDiscrepancy;
import dev.rota.contracts.CustomerRevenue;
import dev.rota.contracts.OrderAnomaly;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.contracts.VehicleAlert;
import dev.rota.contracts.VehicleTelemetry;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.StackException;
import dev.rota.localstack.control.ControlClient;
import dev.rota.localstack.control.ControlServer;
import dev.rota.localstack.service.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Taken back to its beginning, as {@code ./rota reset analytics-service} does it, all is counted anew and comes to the same. */
class ResetIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CUSTOMERS = 10;

    /** Of a customer's orders one is shipped and not billed, and one cancelled that was never created. */
    private static final Map<String, Integer> SAID_OF_EACH = Map.of(
            "customer-revenue", 3,
            "order-anomalies", 2,
            "billing-discrepancies", 1,
            "vehicle-alerts", 1,
            "order-analytics.dead-letters", 1);

    private LocalStack stack;
    private ControlServer control;
    private ControlClient launcher;
    private Inputs inputs;
    private Outputs outputs;

    /** Time goes on by what all groups read: each has topics of its own. */
    @BeforeEach
    void start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "reset-it"))
                .with(Service.ANALYTICS_SERVICE, 0)
                .start();
        control = new ControlServer(stack, () -> {});
        launcher = ControlClient.connect(stack.data()).orElseThrow();
        inputs = new Inputs(stack);
        outputs = new Outputs(stack);
    }

    @AfterEach
    void stop() {
        outputs.close();
        inputs.close();
        control.close();
        stack.close();
    }

    /** {@code -Drota.faults.protocols=classic,streams} for the long form. */
    static Stream<String> protocols() {
        return Stream.of(System.getProperty("rota.faults.protocols", "classic").split(",", -1));
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void allIsCountedAnewAndComesToTheSame(String protocol) throws Exception {
        String group = "reset-" + protocol;
        stack.setting(Service.ANALYTICS_SERVICE, "ROTA_ANALYTICS_APPLICATION_ID", group);
        stack.setting(Service.ANALYTICS_SERVICE, "ROTA_ANALYTICS_PROTOCOL", protocol);
        // On streams, Kafka 4.2 tells of one thread's partitions only.
        stack.setting(Service.ANALYTICS_SERVICE, "ROTA_ANALYTICS_THREADS", "1");
        stack.scale(Service.ANALYTICS_SERVICE, 1);
        for (int i = 0; i < CUSTOMERS; i++) {
            happen(protocol + "-" + i);
        }
        for (int i = 0; i < CUSTOMERS; i++) {
            inputs.send(Inputs.order(protocol + "-" + i, protocol + "-" + i + "-now", CREATED, "1"));
        }
        awaitSaid(protocol, 1);
        List<String> said = said(protocol);
        List<String> answers = answers(protocol);
        assertThatThrownBy(() -> launcher.reset(Service.ANALYTICS_SERVICE))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("analytics-service-1 runs");
        stack.scale(Service.ANALYTICS_SERVICE, 0);

        launcher.reset(Service.ANALYTICS_SERVICE);

        assertThat(internalTopics(group)).isEmpty();
        assertThat(stack.data().resolve("analytics-service")).doesNotExist();
        stack.scale(Service.ANALYTICS_SERVICE, 1);
        awaitSaid(protocol, 2);
        assertThat(said(protocol)).containsExactlyInAnyOrderElementsOf(twice(said));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(answers(protocol)).isEqualTo(answers));

        stack.kill("analytics-service-1");

        assertThatThrownBy(() -> launcher.reset(Service.ANALYTICS_SERVICE))
                .as("of one that was killed the brokers do not know yet that it is gone")
                .isInstanceOf(StackException.class)
                .hasMessageContaining("has members");
        assertThat(internalTopics(group)).isNotEmpty();
        assertThat(stack.data().resolve("analytics-service")).isNotEmptyDirectory();
    }

    private void happen(String customer) {
        inputs.send(order(customer, "a", CREATED, "10"));
        inputs.send(order(customer, "a", CONFIRMED, "10"));
        inputs.send(order(customer, "a", SHIPPED, "10"));
        inputs.send(order(customer, "b", CONFIRMED, "7"));
        inputs.send(order(customer, "b", CANCELLED, "7"));
        inputs.send(Inputs.ORDERS, customer, "no event".getBytes(UTF_8));
        for (int i = 0; i < 3; i++) {
            VehicleTelemetry reading = new VehicleTelemetry(id(), customer, 150.0, 48.1, 11.6, Instant.now());
            inputs.send("vehicle.telemetry", customer, inputs.bytes("vehicle.telemetry", reading));
        }
    }

    /** For the time in which orders are billed it is long past. */
    private static OrderEvent order(String customer, String order, OrderEventType type, String amount) {
        return OrderEvent.newBuilder(Inputs.order(customer, customer + "-" + order, type, amount))
                .setOccurredAt(Instant.now().minus(Duration.ofMinutes(30)))
                .build();
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private void awaitSaid(String customers, int times) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> SAID_OF_EACH.forEach((topic, ofEach) ->
                        assertThat(said(topic, customers)).as(topic).hasSize(CUSTOMERS * ofEach * times)));
    }

    private List<String> said(String customers) {
        return SAID_OF_EACH.keySet().stream()
                .sorted()
                .flatMap(topic -> said(topic, customers).stream())
                .toList();
    }

    /** What is in an output of customers whose name begins like that, in the order of each partition. */
    private List<String> said(String topic, String customers) {
        Stream<String> all = switch (topic) {
            case "customer-revenue" -> values(topic, CustomerRevenue.class);
            case "order-anomalies" -> values(topic, OrderAnomaly.class);
            case "billing-discrepancies" -> values(topic, BillingDiscrepancy.class);
            case "vehicle-alerts" -> values(topic, VehicleAlert.class);
            default ->
                outputs.records(topic).stream()
                        .map(letter -> new String(letter.key(), UTF_8) + " at "
                                + Outputs.header(letter, "__streams.errors.partition")
                                + "@"
                                + Outputs.header(letter, "__streams.errors.offset"));
        };
        return all.filter(one -> one.contains(customers + "-")).toList();
    }

    private <T extends SpecificRecord> Stream<String> values(String topic, Class<T> type) {
        return outputs.values(topic, type).stream().map(Object::toString);
    }

    private static List<String> twice(List<String> said) {
        List<String> twice = new ArrayList<>(said);
        twice.addAll(said);
        return twice;
    }

    private List<String> answers(String customers) {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS; i++) {
            String customer = customers + "-" + i;
            answers.add(answer("/customers/" + customer + "/revenue"));
            answers.add(answer("/vehicles/" + customer));
            answers.add(answer("/orders/" + customer + "-a"));
        }
        Collections.sort(answers);
        return answers;
    }

    private String answer(String path) {
        Api api = new Api(stack.service(Service.ANALYTICS_SERVICE).url());
        await().atMost(PATIENCE).until(() -> api.get(path).statusCode() == 200);
        return api.json(path).toString();
    }

    private Set<String> internalTopics(String group) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            Set<String> topics = admin.listTopics().names().get();
            topics.removeIf(topic -> !topic.startsWith(group + "-"));
            return topics;
        }
    }
}
