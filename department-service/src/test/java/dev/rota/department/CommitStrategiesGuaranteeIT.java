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

    /** The most records of a poll, so that a batch is a part of the work. */
    private static final int POLL = 30;

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
                .setting(Service.HOUSEKEEPING, "KAFKA_MAX_POLL_RECORDS", Integer.toString(POLL))
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

    static Stream<String> allowLoss() {
        return chosen("auto", "before");
    }

    static Stream<String> draining() {
        return chosen("before", "sync", "async", "batch", "checkpoint", "throttled");
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
        assertThat(api.count("repeated")).isLessThanOrEqualTo(mostRepeated(strategy));
    }

    /** What may be written down and not committed. */
    private static int mostRepeated(String strategy) {
        return switch (strategy) {
            case "sync" -> 1;
            // Its commits are not waited for; they take a few milliseconds, as a record does.
            case "async" -> 10;
            case "batch" -> POLL;
            case "checkpoint" -> 100 + 1;
            // An interval, of a record each 20 ms at most.
            case "throttled" -> 5 * 50;
            default -> throw new IllegalArgumentException(strategy);
        };
    }

    @ParameterizedTest
    @MethodSource("allowLoss")
    void killedInTheMidstOfItsWorkAStrategyThatAllowsLossLosesNoMoreThanItSaysAndCountsIt(String strategy) {
        // So that auto has committed when it is killed.
        stack.setting(Service.HOUSEKEEPING, "ROTA_DEPARTMENT_COMMIT_INTERVAL", "200ms");
        restartWith(strategy);
        stack.setting(Service.HOUSEKEEPING, "ROTA_DEPARTMENT_COMMIT_INTERVAL", "5s");
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
        } else {
            // The connector holds up to three polls' records, all of them committed.
            assertThat(lost).hasSizeBetween(1, 3 * POLL);
        }
        // The successor has found them missing.
        assertThat(api.count("lost")).isEqualTo(lost.size());
    }

    @ParameterizedTest
    @MethodSource("draining")
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
