package dev.rota.billing;

import static dev.rota.billing.BillingDriver.CHECKOUTS;
import static dev.rota.billing.BillingDriver.ORDERS;
import static dev.rota.billing.BillingDriver.checkout;
import static dev.rota.billing.BillingDriver.confirmed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.PatientCheckout;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.gateway.Behaviour;
import dev.rota.localstack.postgres.Database;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What billing leans on goes away, one part at a time: it waits, keeps its partitions, gives nothing up, and goes on when
 * the part is back. {@code -Drota.faults.outage=PT1M} makes the database's outage longer.
 */
class BillingFaultsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration OUTAGE = Duration.parse(System.getProperty("rota.faults.outage", "PT7S"));
    /** From the moment the database takes statements again. */
    private static final Duration RESUMED_WITHIN = Duration.ofSeconds(20);

    private static final int MAX_BUFFERED = 500;
    private static final String DEAD_LETTERS = "billing.dead-letters";

    private static LocalStack stack;
    private static Component billing;

    /** Knows its schemas: a registry whose database was killed fails some requests before it has new connections. */
    private static BillingDriver driver;

    @BeforeAll
    static void start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "billing-faults-it"))
                .with(Service.BILLING_SERVICE, 1)
                .setting(Service.BILLING_SERVICE, "ROTA_BILLING_CONSUMER_MAX_BUFFERED_RECORDS", "" + MAX_BUFFERED)
                .start();
        ShortSessions.begin(stack);
        billing = stack.component("billing-service-1");
        driver = new BillingDriver(stack, billing.address());
        driver.bytes(ORDERS, confirmed("c", "1"));
        driver.bytes(CHECKOUTS, checkout("p", "1"));
    }

    @AfterAll
    static void stop() {
        driver.close();
        stack.close();
    }

    @BeforeEach
    void everyPartitionIsOwned() {
        await().atMost(PATIENCE).until(() -> partitions().size(), owned -> owned == 10);
    }

    @AfterEach
    void noEventWasGivenUpThatMakesSense() {
        assertThat(driver.deadLetters()).allMatch(letter -> letter.key().startsWith("c-garbage"));
    }

    @Test
    void theRegistryGoesAwayAfterItsSchemasAreKnown() throws Exception {
        OrderEvent known = confirmed("c-warm", "1");
        driver.send(known);
        driver.awaitSettled(known.getEventId());
        OrderEvent order = confirmed("c-warm", "2");
        byte[] value = driver.bytes(ORDERS, order);

        stack.registry().component().kill();
        try {
            driver.sendBytes(ORDERS, "c-warm", value);
            driver.awaitSettled(order.getEventId());
        } finally {
            stack.registry().component().start();
        }
    }

    @Test
    void theRegistryIsAwayWhenTheServiceStarts() throws Exception {
        OrderEvent order = confirmed("c-cold", "1");
        PatientCheckout checkout = checkout("p-cold", "1");
        billing.stop(Duration.ofSeconds(15));
        driver.send(order);
        driver.send(checkout);

        stack.registry().component().kill();
        try {
            billing.start();
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(pauses()).contains("OUTAGE"));
            assertThat(driver.invoice(order.getEventId()).statusCode()).isEqualTo(404);
        } finally {
            stack.registry().component().start();
        }

        driver.awaitSettled(order.getEventId());
        driver.awaitSettled(checkout.getEventId());
    }

    /** It takes connections and answers nothing. */
    @Test
    void theRegistryHangsWhenTheServiceStarts() throws Exception {
        OrderEvent order = confirmed("c-hang", "1");
        billing.stop(Duration.ofSeconds(15));
        driver.send(order);

        stack.registry().component().freeze();
        try {
            billing.start();
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(pauses()).contains("OUTAGE"));
        } finally {
            stack.registry().component().thaw();
        }

        driver.awaitSettled(order.getEventId());
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(driver.announcementsFor("c-hang")).hasSize(1));
    }

    @Test
    void theDatabaseIsStoppedUnderLoad() throws Exception {
        String member = consumer().getString("memberId");
        Map<String, List<String>> events = new TreeMap<>();
        sendMany("c-outage-", 200, events);
        stack.postgres().component().kill();
        long done;
        try {
            sendMany("c-outage-", 1_500, events);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(pauses()).contains("OUTAGE"));
            await().during(OUTAGE)
                    .atMost(OUTAGE.plus(PATIENCE))
                    .untilAsserted(() -> assertThat(held()).isLessThanOrEqualTo(MAX_BUFFERED));

            assertThat(consumer().getString("memberId")).isEqualTo(member);
            assertThat(partitions()).hasSize(10);
            driver.get("/q/health/ready").then().statusCode(503);
            driver.get("/q/health/live").then().statusCode(200);
            done = consumer().getLong("counters.records");
        } finally {
            stack.postgres().component().start();
        }

        await().pollInterval(Duration.ofMillis(100))
                .atMost(RESUMED_WITHIN)
                .untilAsserted(
                        () -> assertThat(consumer().getLong("counters.records")).isGreaterThan(done));
        driver.awaitBilled(events);
        assertThat(consumer().getString("memberId")).isEqualTo(member);
    }

    @Test
    void theDatabaseAnswersSlowly() throws Exception {
        String member = consumer().getString("memberId");
        Map<String, List<String>> events = new TreeMap<>();
        sql("""
                CREATE FUNCTION dawdle() RETURNS trigger AS $$ BEGIN PERFORM pg_sleep(0.3); RETURN NEW; END $$ LANGUAGE plpgsql;
                CREATE TRIGGER dawdle BEFORE INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION dawdle()""");
        try {
            sendMany("c-slow-", 100, events);
            driver.awaitBilled(events);
        } finally {
            sql("DROP TRIGGER dawdle ON inbox; DROP FUNCTION dawdle()");
        }
        assertThat(consumer().getString("memberId")).isEqualTo(member);
    }

    @Test
    void theDatabaseTakesLongerThanAStatementMay() throws Exception {
        OrderEvent order = confirmed("c-stuck", "1");
        sql("""
                CREATE FUNCTION hang() RETURNS trigger AS $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$ LANGUAGE plpgsql;
                CREATE TRIGGER hang BEFORE INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION hang()""");
        try {
            driver.send(order);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(pauses()).contains("OUTAGE"));
        } finally {
            sql("DROP TRIGGER hang ON inbox; DROP FUNCTION hang()");
        }
        driver.awaitSettled(order.getEventId());
    }

    @Test
    void theGatewayIsInOutage() throws Exception {
        Map<String, List<String>> events = new TreeMap<>();
        stack.gateway().behave(Behaviour.none().withOutage());
        try {
            sendMany("c-gateway-", 100, events);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(driver.get("/invoices?customerId=c-gateway-0")
                                    .jsonPath()
                                    .getList("invoices.state", String.class))
                            .contains("PENDING"));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(pauses()).contains("OUTAGE"));
        } finally {
            stack.gateway().behave(Behaviour.none());
        }
        driver.awaitBilled(events);
    }

    @Test
    void theGatewayIsKilledWhileItCharges() throws Exception {
        Map<String, List<String>> events = new TreeMap<>();
        int charged = stack.gateway().summary().charges();
        stack.gateway().behave(Behaviour.none().withLatency(Duration.ofMillis(200)));
        sendMany("c-killed-", 200, events);
        await().atMost(PATIENCE).until(() -> stack.gateway().summary().charges() > charged + 20);

        stack.gateway().component().kill();
        stack.gateway().component().start();

        driver.awaitBilled(events);
    }

    @Test
    void theDeadLetterTopicRefuses() throws Exception {
        double refused = driver.meter("rota_consumer_dead_letters_refused_total");
        longestDeadLetter("10");
        RecordMetadata garbage;
        OrderEvent behind = confirmed("c-garbage-refused", "1");
        try {
            garbage = driver.sendBytes(ORDERS, "c-garbage-refused", "garbage".getBytes(UTF_8));
            driver.send(behind);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(driver.meter("rota_consumer_dead_letters_refused_total"))
                            .isGreaterThan(refused));
            // Longer than the commit interval.
            await().during(Duration.ofSeconds(3)).atMost(PATIENCE).untilAsserted(() -> {
                assertThat(committed(garbage)).isLessThanOrEqualTo(garbage.offset());
                assertThat(driver.invoice(behind.getEventId()).statusCode()).isEqualTo(404);
            });
        } finally {
            longestDeadLetter("10000000");
        }

        driver.awaitDeadLetter("c-garbage-refused");
        driver.awaitSettled(behind.getEventId());
        await().atMost(PATIENCE).until(() -> committed(garbage) > garbage.offset());
    }

    /** A partition that is given while the database is down waits for its epoch. */
    @Test
    void theDatabaseIsDownWhenPartitionsAreGiven() throws Exception {
        stack.scale(Service.BILLING_SERVICE, 2);
        await().atMost(PATIENCE).until(() -> partitions().size(), owned -> owned == 5);
        OrderEvent order = confirmed("c-epoch", "1");
        try {
            stack.postgres().component().kill();
            stack.component("billing-service-2").kill();
            driver.send(order);

            await().atMost(PATIENCE).until(() -> partitions().size(), owned -> owned == 10);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(pauses()).contains("FENCE_PENDING"));
        } finally {
            stack.postgres().component().start();
            stack.scale(Service.BILLING_SERVICE, 1);
        }

        driver.awaitSettled(order.getEventId());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(pauses()).doesNotContain("FENCE_PENDING"));
    }

    /** Sends orders of 40 customers, and notes each customer's events. */
    private void sendMany(String customers, int count, Map<String, List<String>> events) throws Exception {
        for (int i = 0; i < count; i++) {
            OrderEvent order = confirmed(customers + i % 40, "1");
            driver.sendLater(order);
            events.computeIfAbsent(order.getCustomerId(), customer -> new ArrayList<>())
                    .add(order.getEventId());
        }
        driver.flush();
    }

    private JsonPath consumer() {
        return driver.get("/consumer").jsonPath();
    }

    private List<Map<String, Object>> partitions() {
        return consumer().getList("partitions");
    }

    /** Every reason for which a partition is paused now. */
    private List<String> pauses() {
        return consumer().<List<String>>getList("partitions.pausedFor").stream()
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    /** Records polled and not done. */
    private int held() {
        JsonPath view = consumer();
        return view.getList("partitions.buffered", Integer.class).stream()
                        .mapToInt(Integer::intValue)
                        .sum()
                + view.getList("partitions.inFlight", Integer.class).stream()
                        .mapToInt(Integer::intValue)
                        .sum();
    }

    private static void sql(String statements) throws Exception {
        Database database = stack.postgres().createDatabase("billing");
        try (Connection connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    private static void longestDeadLetter(String bytes) throws Exception {
        try (Admin admin = admin()) {
            ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, DEAD_LETTERS);
            AlterConfigOp set =
                    new AlterConfigOp(new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get();
            // The broker hears of it from its controller.
            await().atMost(PATIENCE)
                    .until(() -> admin.describeConfigs(List.of(topic))
                            .all()
                            .get()
                            .get(topic)
                            .get("max.message.bytes")
                            .value()
                            .equals(bytes));
        }
    }

    private static long committed(RecordMetadata record) throws ExecutionException, InterruptedException {
        try (Admin admin = admin()) {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets("billing")
                    .partitionsToOffsetAndMetadata()
                    .get();
            OffsetAndMetadata offset = offsets.get(new TopicPartition(record.topic(), record.partition()));
            return offset == null ? 0 : offset.offset();
        }
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
    }
}
