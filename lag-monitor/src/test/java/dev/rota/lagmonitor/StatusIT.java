package dev.rota.lagmonitor;

import static dev.rota.lagmonitor.Groups.group;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.lagmonitor.KafkaBroker.Stack;
import dev.rota.localstack.LocalStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each status, made on purpose with a real group, and groups of every type. */
@QuarkusTest
@WithTestResource(KafkaBroker.class)
class StatusIT {

    private static final Duration SOON = Duration.ofSeconds(60);

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

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void aMemberThatStopsReadingIsStalledAndOneThatLeavesHasStopped(String protocol) throws Exception {
        String group = Traffic.unique("status");
        TopicPartition partition = new TopicPartition(traffic.topic(10), 0);
        KafkaConsumer<byte[], byte[]> member = member(group, protocol, partition);
        commit(member, partition, 10);
        awaitStatus(group, "OK");

        traffic.produce(partition, 5);

        awaitStatus(group, "STALLED");
        JsonPath stalled = group(group);
        assertThat(stalled.getString("reason")).contains(partition.topic(), "5 records");
        assertThat(stalled.getDouble("timeLagSeconds")).isGreaterThan(1.5);
        assertThat(first(group).getString("timeLag.method")).isEqualTo("interpolated");
        assertThat(given().get("/q/metrics").asString())
                .contains("rota_consumergroup_status{cluster=\"it\",consumergroup=\"%s\",status=\"STALLED\"} 1.0"
                        .formatted(group));

        member.close();

        awaitStatus(group, "STOPPED");
        assertThat(group(group).getString("reason")).contains("No member");
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void whoIsTooSlowLagsAndWhoIsFastEnoughRecovers(String protocol) throws Exception {
        String group = Traffic.unique("status");
        TopicPartition partition = new TopicPartition(traffic.topic(100), 0);
        KafkaConsumer<byte[], byte[]> member = member(group, protocol, partition);
        long[] place = {0};

        await().atMost(SOON).until(() -> {
            traffic.produce(partition, 50);
            commit(member, partition, place[0] += 5);
            return status(group).equals("LAGGING");
        });
        await().atMost(SOON).until(() -> {
            traffic.produce(partition, 1);
            commit(member, partition, place[0] += 2);
            return status(group).equals("RECOVERING") && first(group).get("etaSeconds") != null;
        });
    }

    @Test
    void whoGoesBackIsRewound() throws Exception {
        String group = Traffic.unique("status");
        TopicPartition partition = new TopicPartition(traffic.topic(10), 0);
        KafkaConsumer<byte[], byte[]> member = member(group, partition);
        commit(member, partition, 10);
        awaitStatus(group, "OK");

        commit(member, partition, 3);

        awaitStatus(group, "REWOUND");
        assertThat(group(group).getString("reason")).contains("from 10 to 3");
    }

    @Test
    void whoHasNeverCommittedIsUncommitted() throws Exception {
        String group = Traffic.unique("status");
        TopicPartition partition = new TopicPartition(traffic.topic(10), 0);
        var _ = member(group, partition);

        awaitStatus(group, "UNCOMMITTED");
    }

    @Test
    void aGroupWithoutMembersThatCommitsIsWellAndOneThatCommitsNoMoreHasStopped() throws Exception {
        String group = Traffic.unique("status");
        TopicPartition partition = new TopicPartition(traffic.topic(10), 0);
        long[] place = {0};

        await().atMost(SOON).until(() -> {
            traffic.produce(partition, 5);
            traffic.commit(group, partition.topic(), place[0] += 5);
            return status(group).equals("OK");
        });

        awaitStatus(group, "STOPPED");
        assertThat(group(group).getString("reason")).contains("only commits");
    }

    @Test
    void aCommitBeyondTheEndIsNamedAndNeverANegativeLag() throws Exception {
        String group = Traffic.unique("status");
        TopicPartition partition = new TopicPartition(traffic.topic(10), 0);

        traffic.commit(group, partition.topic(), 70);

        await().atMost(SOON).until(() -> status(group).equals("UNKNOWN"));
        assertThat(first(group).getString("gap")).contains("truncated or recreated");
        assertThat(first(group).<Object>get("lag")).isNull();
    }

    @Test
    void aTopicThatBeginsAnewIsMeasuredByItself() throws Exception {
        String group = Traffic.unique("status");
        TopicPartition partition = new TopicPartition(traffic.topic(1_000), 0);
        traffic.commit(group, partition.topic(), 500);
        await().atMost(SOON).until(() -> status(group).equals("STOPPED"));
        Instant before = Instant.now();

        traffic.recreate(partition.topic());
        traffic.produce(partition, 5);
        traffic.commit(group, partition.topic(), 3);

        await().atMost(SOON).until(() -> figure(group, "lag") == 2);
        assertThat(first(group).getDouble("timeLag.seconds"))
                .isBetween(0.0, Duration.between(before, Instant.now()).toMillis() / 1000.0);
    }

    @Test
    void whatTheLogHasForgottenIsCounted() throws Exception {
        String group = Traffic.unique("status");
        TopicPartition partition = new TopicPartition(traffic.topic(10), 0);
        traffic.commit(group, partition.topic(), 2);

        traffic.forget(partition, 7);

        await().atMost(SOON).until(() -> figure(group, "lost") == 5);
        assertThat(first(group).getLong("logStartOffset")).isEqualTo(7);
        assertThat(group(group).getLong("lost")).isEqualTo(5);
    }

    @Test
    void anOpenTransactionHoldsUpTheStableEndOnly() throws Exception {
        String group = Traffic.unique("status");
        TopicPartition partition = new TopicPartition(traffic.topic(10), 0);
        traffic.commit(group, partition.topic(), 10);
        traffic.inTransaction(partition, 3, () -> {
            await().atMost(SOON).until(() -> figure(group, "lag") == 3);
            assertThat(first(group).getLong("stableLag")).isZero();
            assertThat(first(group).getLong("lastStableOffset")).isEqualTo(10);
        });

        // Three records; of the transaction's marker it is known that it is none.
        await().atMost(SOON).until(() -> figure(group, "stableLag") == 3);
        assertThat(figure(group, "offsetLag")).isEqualTo(4);
    }

    @Test
    void whoHasReadATransactionAndNotItsMarkerHasDrainedTheLog() throws Exception {
        String group = Traffic.unique("status");
        TopicPartition partition = new TopicPartition(traffic.topic(10), 0);
        KafkaConsumer<byte[], byte[]> member = member(group, partition);
        commit(member, partition, 10);
        traffic.inTransaction(partition, 3, () -> await().atMost(SOON).until(() -> figure(group, "lag") == 3));

        commit(member, partition, 13);

        await().atMost(SOON).until(() -> figure(group, "lag") == 0);
        assertThat(status(group)).isEqualTo("OK");
        assertThat(figure(group, "offsetLag")).isEqualTo(1);
        assertThat(first(group).getString("markersMethod")).isEqualTo("inferred");
        assertThat(given().accept("text/plain")
                        .get("/api/groups/{group}/partitions", group)
                        .asString())
                .containsPattern("13 +14 +1 ");
    }

    @Test
    void aTransactionThatHangsIsNamed() throws Exception {
        String group = Traffic.unique("status");
        TopicPartition partition = new TopicPartition(traffic.topic(10), 0);
        KafkaConsumer<byte[], byte[]> member = member(group, partition);
        commit(member, partition, 10);

        traffic.inTransaction(partition, 3, () -> {
            awaitStatus(group, "STALLED");
            assertThat(group(group).getString("reason")).contains("transaction", "hangs", "3 records");
            assertThat(first(group).getDouble("openTransactionSeconds")).isGreaterThan(2.5);
            assertThat(given().get("/q/metrics").asString())
                    .containsPattern(
                            "rota_topic_partition_open_transaction_seconds\\{cluster=\"it\",topic=\"%s\",partition=\"0\",?\\} [1-9]"
                                    .formatted(partition.topic()));
        });
    }

    @Test
    void howMuchALagIsByFixedBoundsIsSaid() throws Exception {
        String group = Traffic.unique("status");
        String topic = traffic.topic(1_001, 1_000);

        traffic.commit(group, topic, 0, 0);

        await().atMost(SOON).until(() -> figure(group, "lag") == 1_001);
        assertThat(partitions(group).getList("level")).containsExactly("MODERATE", "LOW");
        assertThat(group(group).getString("level")).isEqualTo("MODERATE");
    }

    @Test
    void membersOfAStreamsGroupOwnThePartitionsOfTheirTasks() throws Exception {
        String group = Traffic.unique("streams");
        String topic = traffic.topic(10, 20);
        try (KafkaStreams streams = traffic.streams(group, topic)) {
            streams.start();

            await().atMost(SOON).until(() -> hasDrained(group, 2));

            assertThat(group(group).getString("type")).isEqualTo("streams");
            assertThat(group(group).getInt("members")).isEqualTo(1);
            assertThat(partitions(group).<String>getList("memberId")).hasSize(2).doesNotContainNull();

            streams.close(
                    CloseOptions.timeout(SOON).withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
            traffic.produce(new TopicPartition(topic, 0), 1);

            awaitStatus(group, "STOPPED");
        }
    }

    @Test
    void aShareGroupIsBehindFromWhereItsWindowBegins() throws Exception {
        String group = Traffic.unique("share");
        TopicPartition partition = new TopicPartition(traffic.topic(0), 0);
        try (KafkaShareConsumer<byte[], byte[]> member = traffic.share(group, partition.topic())) {
            await().atMost(SOON).until(() -> {
                traffic.produce(partition, 1);
                return !member.poll(Duration.ofMillis(200)).isEmpty();
            });
            await().atMost(SOON).untilAsserted(() -> {
                member.poll(Duration.ofMillis(200));
                assertThat(hasDrained(group, 1)).isTrue();
                assertThat(group(group).getString("type")).isEqualTo("share");
                assertThat(group(group).getInt("members")).isEqualTo(1);
                assertThat(first(group).getString("memberId")).isNotNull();
            });
        }
        traffic.produce(partition, 1);

        awaitStatus(group, "STOPPED");
    }

    private boolean hasDrained(String group, int partitions) {
        return status(group).equals("OK")
                && group(group).getInt("partitions") == partitions
                && group(group).getInt("partitionsOfUnknownLag") == 0;
    }

    private KafkaConsumer<byte[], byte[]> member(String group, TopicPartition partition) {
        return member(group, "consumer", partition);
    }

    private KafkaConsumer<byte[], byte[]> member(String group, String protocol, TopicPartition partition) {
        return traffic.join(group, protocol, partition.topic(), "ward-1").getFirst();
    }

    private static void commit(KafkaConsumer<byte[], byte[]> member, TopicPartition partition, long offset) {
        member.commitSync(Map.of(partition, new OffsetAndMetadata(offset)));
    }

    private static void awaitStatus(String group, String status) {
        await().atMost(SOON).until(() -> status(group).equals(status));
    }

    /** Empty while the group is not known. */
    private static String status(String group) {
        JsonPath answer = group(group);
        return answer.get("group") == null ? "" : answer.getString("status");
    }

    private static JsonPath partitions(String group) {
        return given().get("/api/groups/{group}/partitions", group).jsonPath();
    }

    /** A figure of the group's first partition; -1 while it is not known. */
    private static long figure(String group, String name) {
        Number known = first(group).get(name);
        return known == null ? -1 : known.longValue();
    }

    private static JsonPath first(String group) {
        return partitions(group).setRootPath("[0]");
    }
}
