package dev.rota.lagmonitor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.rota.lagmonitor.KafkaBroker.Stack;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.RotaHome;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The monitor beside a real broker with real groups. */
@QuarkusTest
@WithTestResource(KafkaBroker.class)
class LagMonitorIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @Stack
    LocalStack stack;

    private Traffic traffic;

    @BeforeEach
    void open() {
        // Does nothing while it runs, as it does unless a test ended in the middle of an outage.
        stack.kafka().broker(1).start();
        traffic = new Traffic(stack.bootstrapServers());
    }

    @AfterEach
    void close() {
        traffic.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void figuresAreThoseOfTheClusterAndOwnersThoseOfTheGroup(String protocol) throws Exception {
        String group = Traffic.unique(protocol);
        String topic = traffic.topic(10, 20, 30, 40);
        List<KafkaConsumer<byte[], byte[]>> members = traffic.join(group, protocol, topic, "ward-1", "ward-2");
        members.forEach(member -> member.commitSync(commits(member)));

        awaitTotalLag(group, 100 - 4 * 3);

        JsonPath summary = json("/api/groups/{group}", group);
        assertThat(summary.getString("cluster")).isEqualTo("it");
        assertThat(summary.getString("type")).isEqualTo(protocol);
        assertThat(summary.getString("state")).isEqualTo("Stable");
        assertThat(summary.getInt("members")).isEqualTo(2);
        assertThat(summary.getInt("partitions")).isEqualTo(4);
        assertThat(rows(group)).isEqualTo(rowsByKafka(group, topic));
        JsonPath partitions = json("/api/groups/{group}/partitions", group);
        assertThat(partitions.getList("cluster")).hasSize(4).containsOnly("it");
        for (KafkaConsumer<byte[], byte[]> member : members) {
            String owned = "findAll { it.memberId == '%s' }"
                    .formatted(member.groupMetadata().memberId());
            assertThat(partitions.getList(owned + ".partition"))
                    .containsExactlyInAnyOrderElementsOf(member.assignment().stream()
                            .map(TopicPartition::partition)
                            .toList());
            assertThat(partitions.getList(owned + ".clientId")).containsOnly(clientId(member));
            assertThat(partitions.getList(owned + ".host")).containsOnly("/127.0.0.1");
        }
    }

    @Test
    void aGroupWithoutMembersIsShownAsEmpty() throws Exception {
        String group = Traffic.unique("empty");
        traffic.commit(group, traffic.topic(10, 20), 4, 20);

        awaitTotalLag(group, 6);

        JsonPath summary = json("/api/groups/{group}", group);
        assertThat(summary.getString("state")).isEqualTo("Empty");
        assertThat(summary.getInt("members")).isZero();
        assertThat(json("/api/groups/{group}/partitions", group).<String>getList("memberId"))
                .containsOnlyNulls();
        assertThat(text(group)).startsWith("Consumer group '%s' has no active members.\n".formatted(group));
    }

    @Test
    void groupsAreChosenByFiltersAndReadPageByPage() throws Exception {
        String prefix = Traffic.unique("page");
        String topic = traffic.topic(10);
        List<String> ids = List.of(prefix + "/a b", prefix + "/c&{d}", prefix + "/e");
        for (String id : ids) {
            traffic.commit(id, topic, 10);
        }
        awaitTotalLag(ids.getLast(), 0);

        List<String> found = new ArrayList<>();
        String next = "?limit=2&status=ok&contains=" + prefix;
        while (next != null) {
            Response page = given().urlEncodingEnabled(false).get("/api/groups" + next);
            assertThat(page.statusCode()).as(page.asString()).isEqualTo(200);
            assertThat(page.jsonPath().getList("group")).hasSizeLessThanOrEqualTo(2);
            found.addAll(page.jsonPath().getList("group"));
            String link = page.header("Link");
            next = link == null ? null : link.substring(1, link.indexOf('>'));
        }

        assertThat(found).isEqualTo(ids);
        assertThat(given().get("/api/groups?contains=" + prefix + "&status=STALLED")
                        .jsonPath()
                        .getList("group"))
                .isEmpty();
        assertThat(given().get("/api/groups?contains=" + prefix + "&type=share")
                        .jsonPath()
                        .getList("group"))
                .isEmpty();
    }

    @Test
    void partitionsAreChosenByFiltersAndReadPageByPage() throws Exception {
        String group = Traffic.unique("partitions");
        String many = traffic.topic(10, 20, 30, 40, 50);
        traffic.commit(group, many, 10, 20, 30, 40, 50);
        traffic.commit(group, traffic.topic(10), 10);
        awaitTotalLag(group, 0);

        List<Integer> found = new ArrayList<>();
        String next = "?limit=2&status=ok&topic=" + many;
        while (next != null) {
            Response page = given().urlEncodingEnabled(false).get("/api/groups/" + group + "/partitions" + next);
            assertThat(page.statusCode()).as(page.asString()).isEqualTo(200);
            assertThat(page.jsonPath().<String>getList("topic"))
                    .containsOnly(many)
                    .hasSizeLessThanOrEqualTo(2);
            found.addAll(page.jsonPath().<Integer>getList("partition"));
            String link = page.header("Link");
            next = link == null ? null : link.substring(1, link.indexOf('>'));
        }

        assertThat(found).containsExactly(0, 1, 2, 3, 4);
        assertThat(given().accept("text/plain")
                        .get("/api/groups/{group}/partitions?limit=3", group)
                        .asString()
                        .lines())
                .filteredOn(line -> line.startsWith(group))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "status=GOOD", "after=orders", "after=orders-x", "after=5"})
    void aFilterOfPartitionsThatMakesNoSenseIsNamed(String filter) throws Exception {
        String group = Traffic.unique("filter");
        traffic.commit(group, traffic.topic(10), 10);
        awaitTotalLag(group, 0);

        given().get("/api/groups/" + group + "/partitions?" + filter)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString(filter.substring(0, filter.indexOf('='))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=99999999999", "limit=x", "status=GOOD", "type=kind"})
    void aFilterThatMakesNoSenseIsNamed(String filter) {
        given().get("/api/groups?" + filter)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString(filter.substring(0, filter.indexOf('='))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/groups?sort=lag", "/api/groups?sort=status&after=a", "/api/snapshot?status=GOOD"})
    void anOrderOrAFilterThatMakesNoSenseIsRefused(String path) {
        awaitReadiness(200);

        given().get(path)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body(
                        "detail",
                        containsString(
                                path.contains("after")
                                        ? "after"
                                        : path.substring(path.indexOf('?') + 1, path.indexOf('='))));
    }

    @Test
    void aSnapshotIsBoundedAndBeginsWithTheWorst() throws Exception {
        String prefix = Traffic.unique("snapshot");
        String topic = traffic.topic(10, 20);
        traffic.commit(prefix + "-a", topic, 10, 20);
        traffic.commit(prefix + "-b", topic, 9, 20);
        traffic.commit(prefix + "-c", topic, 5, 20);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(json("/api/groups?sort=status&contains=" + prefix)
                                .getList("status"))
                        .containsExactly("STOPPED", "STOPPED", "OK"));

        JsonPath worst = json("/api/snapshot?sort=status&limit=2&contains=%s&partitionsOf=%s-b&partitionsOf=%s-a"
                .formatted(prefix, prefix, prefix));

        assertThat(worst.getList("groups.group")).containsExactly(prefix + "-c", prefix + "-b");
        assertThat(worst.getInt("matching")).isEqualTo(3);
        // That of the other group that it asks for is not listed.
        assertThat(worst.getList("partitions.group")).containsExactly(prefix + "-b", prefix + "-b");
        JsonPath all = json("/api/snapshot");
        assertThat(all.getList("groups.group", String.class))
                .isSorted()
                .contains(prefix + "-a", prefix + "-b", prefix + "-c");
        assertThat(all.getInt("matching")).isEqualTo(all.getList("groups").size());
        assertThat(all.getInt("totals.groups")).isEqualTo(all.getInt("matching"));
        assertThat(all.getInt("totals.partitions"))
                .isEqualTo(all.getList("partitions").size())
                .isEqualTo(all.getInt("groups.partitions.sum()"));
        assertThat(all.getInt("totals.byStatus.STOPPED"))
                .isEqualTo(
                        all.getList("groups.findAll { it.status == 'STOPPED' }").size());
        assertThat(all.getLong("totals.lag"))
                .isEqualTo(all.getList("groups.totalLag", Long.class).stream()
                        .filter(Objects::nonNull)
                        .mapToLong(Long::longValue)
                        .sum());
        JsonPath closed = json("/api/snapshot?partitionsOf=&contains=" + prefix);
        assertThat(closed.getList("partitions")).isEmpty();
        assertThat(closed.getList("groups")).hasSize(3);
        assertThat(closed.getInt("totals.groups")).isGreaterThanOrEqualTo(3);
        // Where pages are by id they go on; the worst are others by then.
        assertThat(given().get("/api/snapshot?limit=2&contains=" + prefix).header("Link"))
                .contains("after=" + prefix + "-b");
        assertThat(given().get("/api/snapshot?sort=status&limit=2&contains=" + prefix)
                        .header("Link"))
                .isNull();
    }

    @Test
    void theStreamTellsEverythingAndThenWhatChanges() throws Exception {
        String still = Traffic.unique("still");
        String group = Traffic.unique("stream");
        String topic = traffic.topic(10);
        traffic.commit(still, topic, 10);
        traffic.commit(group, topic, 4);
        awaitTotalLag(still, 0);
        awaitTotalLag(group, 6);
        // Rates are known from the second tick on, which is a change.
        await().atMost(SOON)
                .until(() -> json("/api/groups/{group}/partitions", still).get("[0].consumedPerSecond") != null);
        List<JsonPath> events = new CopyOnWriteArrayList<>();
        HttpRequest stream = HttpRequest.newBuilder(
                        URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/api/stream"))
                .build();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try {
            var _ = client.sendAsync(stream, HttpResponse.BodyHandlers.ofLines())
                    .thenAcceptAsync(answer -> answer.body()
                            .filter(line -> line.startsWith("data:"))
                            .map(line -> JsonPath.from(line.substring("data:".length())))
                            .forEach(events::add));
            await().atMost(SOON).until(() -> events.size() > 2);
            assertThat(events.getFirst().getList("changed.group", String.class)).contains(still, group);

            traffic.commit(group, topic, 9);
            await().atMost(SOON).until(() -> events.stream().anyMatch(event -> changedLag(event, group) == 1));
            traffic.delete(group);
            await().atMost(SOON)
                    .until(() -> events.stream()
                            .anyMatch(
                                    event -> event.getList("gone", String.class).contains(group)));

            assertThat(events.stream().skip(1))
                    .noneMatch(event ->
                            event.getList("changed.group", String.class).contains(still));
        } finally {
            client.shutdownNow();
        }
    }

    @Test
    void oneMoreThanMayFollowTheStreamIsToldSo() {
        HttpRequest stream = HttpRequest.newBuilder(
                        URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/api/stream"))
                .build();
        List<HttpResponse<InputStream>> followed = new ArrayList<>();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try {
            // Of those before some may not have been missed yet.
            await().atMost(SOON).until(() -> {
                HttpResponse<InputStream> answer = client.send(stream, HttpResponse.BodyHandlers.ofInputStream());
                followed.add(answer);
                return answer.statusCode() != 200;
            });

            HttpResponse<InputStream> refused = followed.getLast();

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(followed).hasSizeBetween(2, KafkaBroker.MAX_STREAMS + 1);
        } finally {
            client.shutdownNow();
        }
    }

    private static long changedLag(JsonPath event, String group) {
        Number lag = event.get("changed.find { it.group == '%s' }?.totalLag".formatted(group));
        return lag == null ? -1 : lag.longValue();
    }

    @Test
    void anAnswerIsNotSentAgainWhileNothingNewIsRead() throws Exception {
        String group = Traffic.unique("tag");
        traffic.commit(group, traffic.topic(10), 4);
        awaitTotalLag(group, 6);

        // A tick may come in between.
        await().atMost(SOON).untilAsserted(() -> {
            String tag = given().get("/api/groups/{group}", group).header("ETag");
            given().header("If-None-Match", tag)
                    .get("/api/groups/{group}", group)
                    .then()
                    .statusCode(304);
        });
        String tag = given().get("/api/groups/{group}", group).header("ETag");
        await().atMost(SOON)
                .untilAsserted(() -> given().header("If-None-Match", tag)
                        .get("/api/groups/{group}", group)
                        .then()
                        .statusCode(200));
    }

    @Test
    void aPartitionThatWasNeverCommittedHasNoOffsetAndNoLag() throws Exception {
        String group = Traffic.unique("uncommitted");
        String topic = traffic.topic(10, 20);
        KafkaConsumer<byte[], byte[]> member =
                traffic.join(group, "consumer", topic, "ward-1").getFirst();

        member.commitSync(Map.of(new TopicPartition(topic, 1), new OffsetAndMetadata(5)));

        awaitTotalLag(group, 15);
        JsonPath partitions = json("/api/groups/{group}/partitions", group);
        assertThat(partitions.getList("currentOffset", Long.class)).containsExactly(null, 5L);
        assertThat(partitions.getList("logEndOffset", Long.class)).containsExactly(10L, 20L);
        assertThat(partitions.getList("lag", Long.class)).containsExactly(null, 15L);
        assertThat(partitions.getList("clientId")).containsExactly("ward-1", "ward-1");
        assertThat(json("/api/groups/{group}", group).getInt("partitionsOfUnknownLag"))
                .isEqualTo(1);
        assertThat(text(group).lines().filter(line -> line.contains(topic + " 0 ")))
                .singleElement()
                .satisfies(line -> assertThat(line.split(" +", -1)).startsWith(group, topic, "0", "-", "10", "-"));
    }

    @Test
    void textHasTheColumnsOfKafkasOwnTool() throws Exception {
        String group = Traffic.unique("text");
        String topic = traffic.topic(10);
        KafkaConsumer<byte[], byte[]> member =
                traffic.join(group, "classic", topic, "ward-1").getFirst();
        member.commitSync(Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(4)));
        awaitTotalLag(group, 6);

        List<String> lines = text(group).lines().toList();

        assertThat(lines.get(0).split(" +", -1))
                .containsExactly(
                        "GROUP",
                        "TOPIC",
                        "PARTITION",
                        "CURRENT-OFFSET",
                        "LOG-END-OFFSET",
                        "LAG",
                        "CONSUMER-ID",
                        "HOST",
                        "CLIENT-ID");
        assertThat(lines.get(1).split(" +", -1))
                .containsExactly(
                        group,
                        topic,
                        "0",
                        "4",
                        "10",
                        "6",
                        member.groupMetadata().memberId(),
                        "/127.0.0.1",
                        "ward-1");
        given().accept(ContentType.TEXT)
                .get("/api/groups")
                .then()
                .statusCode(200)
                .body(containsString(lines.get(1)));
    }

    @Test
    void textIsWhatKafkasOwnToolPrints() throws Exception {
        String group = Traffic.unique("tool");
        String topic = traffic.topic(10, 20, 30, 40);
        List<KafkaConsumer<byte[], byte[]>> members = traffic.join(group, "consumer", topic, "ward-1", "ward-2");
        members.forEach(member -> member.commitSync(commits(member)));
        awaitTotalLag(group, 100 - 4 * 3);

        Process tool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        RotaHome.locate().stackClassPath(),
                        "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
                        "--bootstrap-server",
                        stack.bootstrapServers(),
                        "--describe",
                        "--group",
                        group)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<List<String>> printed = cells(new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8));

        assertThat(tool.waitFor()).isZero();
        assertThat(printed).hasSize(1 + 4);
        assertThat(cells(text(group))).containsExactlyInAnyOrderElementsOf(printed);
    }

    private static List<List<String>> cells(String table) {
        return table.lines()
                .filter(line -> !line.isBlank())
                .map(line -> List.of(line.strip().split(" +", -1)))
                .toList();
    }

    @Test
    void aNameWithASlashIsFound() throws Exception {
        String group = Traffic.unique("team/a <b>");
        traffic.commit(group, traffic.topic(10), 4);

        awaitTotalLag(group, 6);

        assertThat(json("/api/groups/{group}", group).getString("group")).isEqualTo(group);
    }

    @Test
    void anUnknownGroupIsAProblemThatNamesIt() {
        awaitReadiness(200);

        for (String path : List.of("/api/groups/{group}", "/api/groups/{group}/partitions")) {
            given().accept(ContentType.ANY)
                    .get(path, "nobody")
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .body("title", equalTo("Unknown group"))
                    .body("group", equalTo("nobody"))
                    .body("detail", containsString("'nobody'"));
        }
    }

    @Test
    void metricsComeInTheFormatThatIsTakenAndAreThoseThatAreAskedFor() {
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .contentType(startsWith("application/openmetrics-text; version=1.0.0"));
        given().accept("application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5")
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .contentType(startsWith("text/plain; version=0.0.4"));

        String some = given().queryParam("name[]", "rota_lag_monitor_groups_dropped", "jvm_threads_live_threads")
                .get("/q/metrics")
                .asString();

        assertThat(some.lines().filter(line -> !line.startsWith("#")))
                .extracting(line -> line.replaceFirst("[{ ].*", ""))
                .containsExactlyInAnyOrder("rota_lag_monitor_groups_dropped", "jvm_threads_live_threads");
    }

    @Test
    void seriesBearTheNamesOfKafkaExporterAndEndWithTheGroup() throws Exception {
        String group = Traffic.unique("metrics");
        String topic = traffic.topic(10, 20);
        traffic.commit(group, topic, 4, 20);
        awaitTotalLag(group, 6);

        String scrape = metrics();

        String ofGroup = "{cluster=\"it\",consumergroup=\"%s\"".formatted(group);
        String ofPartition = ofGroup + ",topic=\"%s\",partition=\"0\"".formatted(topic);
        assertThat(scrape.lines())
                .contains(
                        "kafka_consumergroup_current_offset" + ofPartition + "} 4.0",
                        "kafka_consumergroup_lag" + ofPartition + "} 6.0",
                        "kafka_consumergroup_lag_sum" + ofGroup + ",topic=\"%s\"} 6.0".formatted(topic),
                        "kafka_consumergroup_members" + ofGroup + "} 0.0",
                        "kafka_topic_partition_current_offset{cluster=\"it\",topic=\"%s\",partition=\"1\"} 20.0"
                                .formatted(topic),
                        "kafka_topic_partition_oldest_offset{cluster=\"it\",topic=\"%s\",partition=\"1\"} 0.0"
                                .formatted(topic),
                        "rota_topic_partition_last_stable_offset{cluster=\"it\",topic=\"%s\",partition=\"1\"} 20.0"
                                .formatted(topic),
                        "rota_consumergroup_partition_time_lag_seconds%s,topic=\"%s\",partition=\"1\"} 0.0"
                                .formatted(ofGroup, topic),
                        "rota_consumergroup_lost_records" + ofGroup + "} 0.0",
                        "rota_consumergroup_lag" + ofGroup + "} 6.0",
                        "rota_consumergroup_partitions" + ofGroup + "} 2.0");
        assertThat(scrape)
                .contains(
                        "rota_lag_monitor_tick_seconds_count",
                        "rota_lag_monitor_evaluation_seconds_count",
                        "rota_lag_monitor_sample_age_seconds");
        traffic.delete(group);
        await().atMost(SOON).untilAsserted(() -> assertThat(metrics()).doesNotContain(group));
    }

    @Test
    void anOutageKeepsTheFiguresWithTheirAgeAndEndsWithoutARestart() throws Exception {
        String group = Traffic.unique("outage");
        String topic = traffic.topic(10);
        traffic.commit(group, topic, 4);
        awaitTotalLag(group, 6);
        awaitReadiness(200);

        JsonPath kept = keptAfterAKill(group);
        // It may have met a tick halfway all the same.
        for (int again = 0; again < 2 && !kept.getList("gaps").isEmpty(); again++) {
            stack.kafka().broker(1).start();
            awaitReadiness(200);
            awaitTotalLag(group, 6);
            kept = keptAfterAKill(group);
        }

        assertThat(kept.getList("gaps")).isEmpty();
        assertThat(kept.getLong("totalLag")).isEqualTo(6);
        assertThat(kept.getLong("ageMillis")).isGreaterThan(4_000);
        JsonPath partition = json("/api/groups/{group}/partitions", group);
        assertThat(partition.getString("[0].sampledAt")).isEqualTo(kept.getString("sampledAt"));
        assertThat(partition.getLong("[0].ageMillis")).isGreaterThanOrEqualTo(kept.getLong("ageMillis"));
        JsonPath snapshot = json("/api/snapshot");
        assertThat(snapshot.getBoolean("fresh")).isFalse();
        assertThat(snapshot.getString("outage")).isNotBlank();
        assertThat(metrics())
                .doesNotContain("kafka_consumergroup_lag{")
                .containsPattern("tick_seconds_count\\{cluster=\"it\",outcome=\"failure\",?} [1-9]");
        given().get("/q/health/live").then().statusCode(200);

        stack.kafka().broker(1).start();

        awaitReadiness(200);
        traffic.produce(new TopicPartition(topic, 0), 1);
        awaitTotalLag(group, 7);
        assertThat(json("/api/snapshot").getString("outage")).isNull();
    }

    /** Between two ticks: one that the kill meets halfway has the group and not its offsets. */
    private JsonPath keptAfterAKill(String group) {
        await().pollInterval(Duration.ofMillis(10)).atMost(SOON).until(() -> {
            boolean ticked = json("/api/groups/{group}", group).getLong("ageMillis") < 50;
            if (ticked) {
                stack.kafka().broker(1).kill();
            }
            return ticked;
        });
        awaitReadiness(503);
        return json("/api/groups/{group}", group);
    }

    @Test
    void thePageAndItsPartsAreServed() {
        given().get("/")
                .then()
                .statusCode(200)
                .contentType(ContentType.HTML)
                .header("Content-Security-Policy", containsString("script-src 'self'"));
        given().get("/lag.js").then().statusCode(200);
        given().get("/lag.css").then().statusCode(200);
        given().accept(ContentType.JSON)
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body(containsString("/api/groups/{group}/partitions"));
    }

    /** Offset 3 in each of the member's partitions. */
    private static Map<TopicPartition, OffsetAndMetadata> commits(KafkaConsumer<?, ?> member) {
        Map<TopicPartition, OffsetAndMetadata> commits = new HashMap<>();
        member.assignment().forEach(partition -> commits.put(partition, new OffsetAndMetadata(3)));
        return commits;
    }

    private static String clientId(KafkaConsumer<?, ?> member) {
        return member.metrics().keySet().iterator().next().tags().get("client-id");
    }

    private static void awaitTotalLag(String group, long lag) {
        await().atMost(SOON)
                .untilAsserted(() -> given().get("/api/groups/{group}", group)
                        .then()
                        .statusCode(200)
                        .body("totalLag", equalTo((int) lag)));
    }

    private static void awaitReadiness(int status) {
        await().atMost(SOON)
                .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(status));
    }

    /** Current offset, end and lag by partition, as the monitor answers. */
    private static Map<Integer, List<Long>> rows(String group) {
        JsonPath partitions = json("/api/groups/{group}/partitions", group);
        Map<Integer, List<Long>> rows = new HashMap<>();
        for (int i = 0; i < partitions.getList("$").size(); i++) {
            rows.put(
                    partitions.getInt("[%d].partition".formatted(i)),
                    List.of(
                            partitions.getLong("[%d].currentOffset".formatted(i)),
                            partitions.getLong("[%d].logEndOffset".formatted(i)),
                            partitions.getLong("[%d].lag".formatted(i))));
        }
        return rows;
    }

    /** The same as kafka-consumer-groups works it out. */
    private Map<Integer, List<Long>> rowsByKafka(String group, String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            Map<Integer, List<Long>> rows = new HashMap<>();
            for (Map.Entry<TopicPartition, OffsetAndMetadata> commit : committed.entrySet()) {
                TopicPartition partition = commit.getKey();
                assertThat(partition.topic()).isEqualTo(topic);
                long offset = commit.getValue().offset();
                long end = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                        .partitionResult(partition)
                        .get()
                        .offset();
                rows.put(partition.partition(), List.of(offset, end, end - offset));
            }
            return rows;
        }
    }

    private static JsonPath json(String path, Object... parameters) {
        return given().accept(ContentType.JSON)
                .get(path, parameters)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static String text(String group) {
        return given().accept(ContentType.TEXT)
                .get("/api/groups/{group}/partitions", group)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private static String metrics() {
        return given().get("/q/metrics").then().statusCode(200).extract().asString();
    }
}
