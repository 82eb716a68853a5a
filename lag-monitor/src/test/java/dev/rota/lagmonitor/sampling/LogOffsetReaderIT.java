package dev.rota.lagmonitor.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.lagmonitor.evaluation.LogOffsets;
import dev.rota.lagmonitor.evaluation.PartitionId;
import dev.rota.lagmonitor.evaluation.Reading;
import dev.rota.localstack.LocalStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a partition that cannot be read costs the others. */
class LogOffsetReaderIT {

    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(3);
    private static final LagMonitorConfig CONFIG =
            Configured.with(Map.of("call-timeout", CALL_TIMEOUT.toString(), "partitions-per-request", "2"));
    private static final List<PartitionId> THERE =
            List.of(new PartitionId("there", 0), new PartitionId("there", 1), new PartitionId("there", 2));
    private static final PartitionId BEYOND = new PartitionId("there", 7);
    private static final PartitionId GONE = new PartitionId("gone", 0);

    private static LocalStack stack;
    private static Admin admin;

    @BeforeAll
    static void start() throws Exception {
        stack = LocalStack.builder()
                .data(Path.of("target", "log-offset-reader-it"))
                .brokers(1)
                .start();
        admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()));
        admin.createTopics(List.of(new NewTopic("there", THERE.size(), (short) 1)))
                .all()
                .get();
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> admin.describeTopics(List.of("there"))
                                .allTopicNames()
                                .get()
                                .size()
                        == 1);
    }

    @AfterAll
    static void stop() {
        admin.close();
        stack.close();
    }

    @Test
    void everyPartitionIsReadInHoweverManyRequests() throws Exception {
        LogOffsetReader reader = new LogOffsetReader(admin, CONFIG);

        Map<PartitionId, Reading<LogOffsets>> ends = reader.read(THERE);

        assertThat(ends)
                .containsOnlyKeys(THERE)
                .allSatisfy((partition, end) -> assertThat(end).isEqualTo(Reading.taken(new LogOffsets(0, 0, 0))));
    }

    @Test
    void aPartitionThatIsNotThereIsMissedAndCostsOnlyTheFirstTickItsDeadline() throws Exception {
        LogOffsetReader reader = new LogOffsetReader(admin, CONFIG);
        List<PartitionId> partitions = List.of(THERE.get(0), GONE, BEYOND);

        Map<PartitionId, Reading<LogOffsets>> first = reader.read(partitions);
        long start = System.nanoTime();
        Map<PartitionId, Reading<LogOffsets>> second = reader.read(partitions);
        Duration took = Duration.ofNanos(System.nanoTime() - start);

        for (Map<PartitionId, Reading<LogOffsets>> ends : List.of(first, second)) {
            assertThat(ends.get(THERE.get(0))).isEqualTo(Reading.taken(new LogOffsets(0, 0, 0)));
            assertThat(ends.get(GONE)).isInstanceOf(Reading.Missed.class);
            assertThat(ends.get(BEYOND)).isInstanceOf(Reading.Missed.class);
        }
        assertThat(took).isLessThan(CALL_TIMEOUT);
    }
}
