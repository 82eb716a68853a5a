package dev.rota.lagmonitor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.rota.lagmonitor.KafkaBroker.Stack;
import dev.rota.localstack.LocalStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.Closeable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real members that can only read so much, one of which stops reading, and goes in the end. */
@QuarkusTest
@WithTestResource(KafkaBroker.class)
class ScalingIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int PER_POLL = 10;

    @Stack
    LocalStack stack;

    private Traffic traffic;

    @BeforeEach
    void open() {
        traffic = new Traffic(stack.bootstrapServers());
    }

    @AfterEach
    void close() {
        traffic.close();
    }

    @Test
    void aMemberThatIsPausedIsToldFromOneThatIsSlowAndAStoppedGroupFromBoth() throws Exception {
        String group = Traffic.unique("slow");
        String topic = traffic.topic(20_000, 20_000, 20_000, 20_000);
        AtomicBoolean paused = new AtomicBoolean();
        try (Reader _ = new Reader(group, topic, new AtomicBoolean());
                Reader _ = new Reader(group, topic, paused)) {
            await().atMost(SOON).untilAsserted(() -> {
                JsonPath advice = advice(group);
                assertThat(advice.getInt("currentReplicas"))
                        .as(advice.prettify())
                        .isEqualTo(2);
                // Far behind, and slow: each partition gets a member.
                assertThat(advice.getInt("wantedReplicas"))
                        .as(advice.prettify())
                        .isEqualTo(4);
                assertThat(advice.getDouble("readPerMemberPerSecond")).isBetween(5.0, 50.0);
            });
            assertThat(advice(group).getString("reason")).contains("one member reads");
            given().get("/q/metrics")
                    .then()
                    .body(containsString("rota_consumergroup_wanted_replicas{cluster=\"it\",consumergroup=\"%s\"} 4.0"
                            .formatted(group)));

            paused.set(true);

            await().atMost(SOON).untilAsserted(() -> {
                JsonPath advice = advice(group);
                assertThat(advice.getString("cause")).isEqualTo("MEMBERS_STAND");
                assertThat(advice.getInt("standingPartitions")).isEqualTo(2);
                assertThat(advice.getString("reason")).contains("More members would not help with those");
            });
        }

        await().atMost(SOON).untilAsserted(() -> {
            JsonPath advice = advice(group);
            assertThat(advice.getString("cause")).isEqualTo("STOPPED");
            assertThat(advice.getInt("currentReplicas")).isZero();
            assertThat(advice.getInt("wantedReplicas")).isBetween(1, 4);
        });
    }

    @Test
    void nobodyIsAdvisedAboutAGroupThatIsNotThere() {
        given().get("/api/groups/{group}/scaling", "nobody")
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }

    private static JsonPath advice(String group) {
        return given().get("/api/groups/{group}/scaling", group)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    /** A member that reads a few records, rests, and commits. While it is paused it goes on to poll, and gets nothing. */
    private final class Reader implements Closeable {

        private final AtomicBoolean stopped = new AtomicBoolean();
        private final Thread thread;

        Reader(String group, String topic, AtomicBoolean paused) {
            KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                    Map.of(
                            "bootstrap.servers",
                            stack.bootstrapServers(),
                            "group.id",
                            group,
                            "group.protocol",
                            "consumer",
                            "auto.offset.reset",
                            "earliest",
                            "enable.auto.commit",
                            false,
                            "max.poll.records",
                            PER_POLL),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
            consumer.subscribe(List.of(topic));
            thread = Thread.ofPlatform().name("reader").start(() -> read(consumer, paused));
        }

        private void read(KafkaConsumer<byte[], byte[]> consumer, AtomicBoolean paused) {
            try {
                while (!stopped.get()) {
                    Set<TopicPartition> assignment = consumer.assignment();
                    if (paused.get()) {
                        consumer.pause(assignment);
                    }
                    consumer.poll(Duration.ofMillis(100));
                    if (!paused.get()) {
                        commit(consumer);
                        // How fast it is, and not a wait for anything.
                        Thread.sleep(250);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                consumer.close(CloseOptions.timeout(Duration.ofSeconds(5)));
            }
        }

        private void commit(KafkaConsumer<byte[], byte[]> consumer) {
            try {
                consumer.commitSync();
            } catch (CommitFailedException _) {
                // Partitions change hands just now: the next commit says as much.
            }
        }

        @Override
        public void close() {
            stopped.set(true);
            await().atMost(SOON).until(() -> !thread.isAlive());
        }
    }
}
