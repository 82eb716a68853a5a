package dev.rota.department;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.service.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A department that takes a second for a task, and gets a hundred events a second: 50 at once are not enough, 50 on each of four replicas
 * are.
 */
class SlowDepartmentIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PER_SECOND = 100;

    /** Characters of each event. */
    private static final int ROOM = 80_000;

    /** Records that wait. */
    private static final int SOME = 300;

    private static final int MANY = 1_200;

    /** Of what has come to wait; what is in hand now and then takes some. */
    private static final long HALF = (long) ROOM * (MANY - SOME) / 2;

    private static LocalStack stack;
    private static Checkouts checkouts;
    private static Api housekeeping;
    private static Api monitor;

    @BeforeAll
    static void start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "slow-department-it"))
                .with(Service.LAG_MONITOR, 1)
                .with(Service.HOUSEKEEPING, 1)
                .setting(Service.HOUSEKEEPING, "ROTA_DEPARTMENT_WORK", "PT1S")
                .setting(Service.HOUSEKEEPING, "ROTA_DEPARTMENT_CONCURRENCY", "50")
                .setting(Service.HOUSEKEEPING, "KAFKA_MAX_POLL_RECORDS", "50")
                .setting(Service.HOUSEKEEPING, "ROTA_DEPARTMENT_COMMIT_INTERVAL", "1S")
                .start();
        checkouts = new Checkouts(stack);
        housekeeping = new Api(stack.service(Service.HOUSEKEEPING).url());
        monitor = new Api(stack.service(Service.LAG_MONITOR).url());
    }

    @AfterAll
    static void stop() {
        checkouts.close();
        stack.close();
    }

    @Test
    void itPausesItsPartitionsKeepsItsPlaceAndIsHelpedByMoreReplicas() {
        try (Book book = new Book(stack, Service.HOUSEKEEPING);
                Traffic traffic = new Traffic(checkouts, PER_SECOND, 1_000, "B".repeat(ROOM))) {
            await().atMost(PATIENCE)
                    .until(() -> monitor.get("/api/groups/housekeeping").statusCode() == 200);
            await().atMost(PATIENCE).until(() -> paused() > 0);
            await().atMost(PATIENCE).until(() -> lag() > SOME);
            long live = liveHeap();
            await().atMost(PATIENCE).until(() -> lag() > MANY);

            assertThat(liveHeap()).isLessThan(live + HALF);

            JsonNode behind = housekeeping.json("/consumer");
            assertThat(behind.get("partitions")).hasSize(4);
            assertThat(behind.at("/counts/partitionsRevoked").asLong()).isZero();
            assertThat(behind.at("/counts/partitionsLost").asLong()).isZero();
            assertThat(housekeeping.get("/q/health/ready").statusCode()).isEqualTo(200);

            stack.scale(Service.HOUSEKEEPING, 4);

            await().atMost(PATIENCE).until(() -> lag() < 3 * PER_SECOND);
            // With a second's work on each it is never quite there while more come.
            traffic.stop();
            await().atMost(PATIENCE).until(() -> book.events().containsAll(traffic.sent()));
            assertThat(book.eventsWithOtherThan(1)).isZero();
        }
    }

    /** Bytes that are left after a collection. */
    private static long liveHeap() {
        try {
            long pid = stack.component("housekeeping-1").pid().orElseThrow();
            Process collection = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(pid),
                            "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(collection.waitFor()).isZero();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return housekeeping
                .get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static long paused() {
        return housekeeping
                .json("/consumer")
                .get("partitions")
                .valueStream()
                .filter(partition -> partition.path("paused").asBoolean())
                .count();
    }

    /** As anybody sees it. */
    private static long lag() {
        return monitor.json("/api/groups/housekeeping").path("totalLag").asLong();
    }
}
