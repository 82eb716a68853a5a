package dev.rota.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.localstack.LocalStack;
import dev.rota.localstack.gateway.Behaviour;
import dev.rota.localstack.postgres.Database;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A replica is frozen in the middle of its transactions for longer than its membership lasts, and goes on when its
 * partitions are another's: what it then writes is refused.
 */
class BillingZombieGuaranteeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Longer than a look at the frozen replica takes: whatever is begun stays under way from one look to the next. */
    private static final Duration CHARGE = Duration.ofSeconds(3);

    private static LocalStack stack;

    @BeforeAll
    static void start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "billing-zombie-it"))
                .with(Service.BILLING_SERVICE, 2)
                // An answer that came during the freeze is found when it is over, and what follows it is written: no
                // timeout may have passed for it.
                .setting(Service.BILLING_SERVICE, "QUARKUS_REST_CLIENT_PAYMENT_GATEWAY_READ_TIMEOUT", "120000")
                .setting(
                        Service.BILLING_SERVICE,
                        "JAVA_TOOL_OPTIONS",
                        "-XX:TieredStopAtLevel=1 -Ddev.rota.billing.payment.Cards/charge/Timeout/value=120")
                .start();
        ShortSessions.begin(stack);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void whatAFrozenReplicaWritesAfterItsPartitionsHaveMovedIsRefused() throws Exception {
        Component zombie = stack.component("billing-service-1");
        try (BillingDriver frozen = new BillingDriver(stack, zombie.address());
                BillingDriver successor = new BillingDriver(
                        stack, stack.component("billing-service-2").address())) {
            await().atMost(PATIENCE).until(() -> owned(frozen) == 5 && owned(successor) == 5);
            slowDown();
            stack.gateway().behave(Behaviour.none().withLatency(CHARGE));
            Map<String, List<String>> sent;
            try (OrderLoad load = new OrderLoad(successor, "c-zombie-", Duration.ofMillis(20))) {
                load.awaitMore(150);

                freezeInTransactionsAndCharges(zombie, partitions(frozen));
                try {
                    await().atMost(PATIENCE).until(() -> owned(successor) == 10);
                    await().atMost(PATIENCE).until(() -> inATransaction(zombie.name()) == 0);
                    load.awaitMore(150);
                } finally {
                    zombie.thaw();
                }

                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(frozen.meter("rota_billing_fence_refusals_total"))
                                .isPositive());
                load.awaitMore(150);
                sent = load.stop();
            }
            stack.gateway().behave(Behaviour.none());
            execute("DROP TRIGGER dawdle ON inbox");
            successor.awaitBilled(sent);
            assertThat(successor.deadLetters()).isEmpty();
            Set<String> events = sent.values().stream().flatMap(List::stream).collect(Collectors.toSet());
            assertThat(stack.gateway().ledger())
                    .extracting(entry -> entry.idempotencyKey())
                    .containsExactlyInAnyOrderElementsOf(events);
        }
    }

    /** Transactions take so long that a replica under load is always in the middle of some. */
    private static void slowDown() throws SQLException {
        execute("""
                CREATE FUNCTION dawdle() RETURNS trigger AS $$ BEGIN PERFORM pg_sleep(0.3); RETURN NEW; END $$ LANGUAGE plpgsql;
                CREATE TRIGGER dawdle BEFORE INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION dawdle()""");
    }

    private static void execute(String statements) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    /**
     * Freezes a replica where some of its events are in a transaction, and others between their two: those go on to
     * write when it is over, whether or not the replica has heard by then that its partitions are gone.
     */
    private static void freezeInTransactionsAndCharges(Component replica, Set<String> partitions) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            // Looked for while the replica runs, which would otherwise do nothing but be frozen: only what the
            // database is still busy with can be caught.
            if (inItsFirstTransaction(replica.name()) == 0 || pending(partitions) == 0) {
                return false;
            }
            replica.freeze();
            if (isInTransactionsAndCharges(replica.name(), partitions)) {
                return true;
            }
            replica.thaw();
            return false;
        });
    }

    /** Looks until the database has finished what a frozen replica asked for last. */
    private static boolean isInTransactionsAndCharges(String replica, Set<String> partitions) {
        try {
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .atMost(Duration.ofSeconds(1))
                    .until(() -> {
                        int open = inATransaction(replica);
                        return open > 0 && pending(partitions) > open;
                    });
            return true;
        } catch (ConditionTimeoutException none) {
            return false;
        }
    }

    private static int inItsFirstTransaction(String replica) throws SQLException {
        return count("""
                SELECT count(*) FROM pg_stat_activity
                WHERE application_name = ? AND wait_event = 'PgSleep'""", replica);
    }

    private static int inATransaction(String replica) throws SQLException {
        return count("""
                SELECT count(*) FROM pg_stat_activity
                WHERE application_name = ? AND state = 'idle in transaction'""", replica);
    }

    /** How many events of these partitions have had their first transaction and not their second. */
    private static int pending(Set<String> partitions) throws SQLException {
        return count("""
                SELECT count(*) FROM invoices JOIN inbox ON event_id = source_event_id
                WHERE state = 'PENDING' AND topic || '-' || partition = ANY (string_to_array(?, ','))""", String.join(",", partitions));
    }

    private static int count(String sql, String parameter) throws SQLException {
        try (Connection connection = connection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, parameter);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private static Connection connection() throws SQLException {
        Database database = stack.postgres().createDatabase("billing");
        return DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
    }

    private static int owned(BillingDriver replica) {
        return partitions(replica).size();
    }

    private static Set<String> partitions(BillingDriver replica) {
        JsonPath view = replica.get("/consumer").jsonPath();
        return new HashSet<>(view.getList("partitions.collect { it.topic + '-' + it.partition }", String.class));
    }
}
