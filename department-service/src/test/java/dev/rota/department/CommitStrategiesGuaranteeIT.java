package dev.rota.department;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.localstack.LocalStack;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each commit strategy promises, counted on a department that is killed or stopped in the middle of its work. Its book says which
 * events were handled; its figures say how many came again.
 */
class CommitStrategiesGuaranteeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int EVENTS = 300;

    /** At 20 ms each there are seconds of work left after these. */
    private static final int SOME = 40;

    /** Which ones are tested; {@code -Drota.faults.strategies=auto,before,sync,async,batch,checkpoint,throttled} for the long form. */
    private static final List<String> STRATEGIES =
            List.of(System.getProperty("rota.faults.strategies").split(",", -1));

    private static LocalStack stack;
    private static Component department;
    private static Api api;
    private static Checkouts checkouts;

    @BeforeAll
    static void start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "commit-strategies-it"))
                .with(Service.HOUSEKEEPING, 1)
                .setting(Service.HOUSEKEEPING, "ROTA_DEPARTMENT_WORK", "PT0.02S")
                // The group gives a killed member up after this.
                .setting(Service.HOUSEKEEPING, "KAFKA_SESSION_TIMEOUT_MS", "6000")
                // So that a batch is a part of the work.
                .setting(Service.HOUSEKEEPING, "KAFKA_MAX_POLL_RECORDS", "30")
                .start();
        department = stack.component("housekeeping-1");
        api = new Api(stack.service(Service.HOUSEKEEPING).url());
        checkouts = new Checkouts(stack);
    }

    @AfterAll
    static void stop() {
        checkouts.close();
        stack.close();
    }

    static Stream<String> atLeastOnce() {
        return chosen("sync", "async", "batch", "checkpoint", "throttled");
    }

    static Stream<String> atMostOnce() {
        return chosen("auto", "before");
    }

    static Stream<String> ours() {
        return chosen("before", "sync", "async", "batch", "checkpoint");
    }

    private static Stream<String> chosen(String... strategies) {
        return Stream.of(strategies).filter(STRATEGIES::contains);
    }

    @ParameterizedTest
    @MethodSource("atLeastOnce")
    void killedInTheMidstOfItsWorkAnAtLeastOnceStrategyLosesNothing(String strategy) {
        restartWith(strategy);
        List<UUID> events = checkouts.send(EVENTS);
        awaitSomeHandled(events);

        department.kill();
        department.start();

        await().atMost(PATIENCE).until(() -> api.events().containsAll(events));
        // One by one, a record may be written down and not committed; the others repeat what came since.
        assertThat(api.count("repeated")).isLessThanOrEqualTo(strategy.equals("sync") ? 1 : EVENTS);
    }

    @ParameterizedTest
    @MethodSource("atMostOnce")
    void killedInTheMidstOfItsWorkAnAtMostOnceStrategyRepeatsNothingAndLosesWhatWasInFlight(String strategy) {
        restartWith(strategy);
        List<UUID> events = checkouts.send(EVENTS);
        awaitSomeHandled(events);

        department.kill();
        department.start();
        // In every partition: once they are handled, those before them are, or never will be.
        List<UUID> later = checkouts.send(40);

        await().atMost(PATIENCE).until(() -> api.events().containsAll(later));
        Set<UUID> lost = new HashSet<>(events);
        lost.removeAll(api.events());
        if (strategy.equals("before")) {
            assertThat(lost).hasSizeLessThanOrEqualTo(1);
            assertThat(api.count("repeated")).isZero();
        }
        // Of those that were polled, the client may have committed all.
        assertThat(lost).hasSizeLessThan(EVENTS - SOME + 1);
        // The successor has found them missing.
        assertThat(api.count("lost")).isEqualTo(lost.size());
    }

    @ParameterizedTest
    @MethodSource("ours")
    void stoppedInTheMidstOfItsWorkNothingIsLostOrRepeated(String strategy) {
        restartWith(strategy);
        List<UUID> events = checkouts.send(EVENTS);
        awaitSomeHandled(events);

        assertThat(department.stop(PATIENCE)).isTrue();
        department.start();

        await().atMost(PATIENCE).until(() -> api.events().containsAll(events));
        assertThat(api.count("repeated")).isZero();
    }

    @Test
    void frozenForLongerThanItsGroupWaitsItHearsThatItsPartitionsAreLostAndReadsOnWhereItCommitted() throws Exception {
        restartWith("sync");
        List<UUID> events = checkouts.send(EVENTS);
        awaitSomeHandled(events);

        department.freeze();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            await().atMost(PATIENCE).until(() -> members(admin) == 0);
        } finally {
            department.thaw();
        }

        await().atMost(PATIENCE).until(() -> api.events().containsAll(events));
        assertThat(api.count("partitionsLost")).isPositive();
        assertThat(api.count("partitionsRevoked")).isZero();
        // Those that it handled before it heard.
        assertThat(api.count("repeated")).isLessThan(SOME);
    }

    private static int members(Admin admin) throws Exception {
        return admin.describeConsumerGroups(List.of("housekeeping"))
                .all()
                .get()
                .get("housekeeping")
                .members()
                .size();
    }

    private static void restartWith(String strategy) {
        department.stop(PATIENCE);
        stack.setting(Service.HOUSEKEEPING, "ROTA_DEPARTMENT_COMMIT", strategy);
        department.start();
        assertThat(api.json("/consumer").get("commit").asText()).isEqualTo(strategy);
    }

    /** Returns in the midst of the work. */
    private static void awaitSomeHandled(List<UUID> events) {
        await().atMost(PATIENCE).until(() -> handled(events) >= SOME);
        assertThat(handled(events)).isLessThan(EVENTS);
    }

    private static long handled(List<UUID> events) {
        return api.events().stream().filter(Set.copyOf(events)::contains).count();
    }
}
