package dev.rota.lagmonitor;

import static dev.rota.lagmonitor.Groups.awaitTotalLag;
import static dev.rota.lagmonitor.Groups.group;
import static dev.rota.lagmonitor.Groups.rows;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.lagmonitor.SecuredBroker.Servers;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** TLS, SCRAM and the least rights: what the monitor's user may not describe is missing or named, and spoils nothing else. */
@QuarkusTest
@WithTestResource(SecuredBroker.class)
class SecuredClusterIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @Servers
    String servers;

    private Traffic traffic;
    private Admin admin;

    @BeforeEach
    void open() {
        traffic = new Traffic(servers);
        admin = Admin.create(Map.of("bootstrap.servers", servers));
    }

    @AfterEach
    void close() {
        admin.close();
        traffic.close();
    }

    @Test
    void describingIsAllItTakesAndWhoMayReadHasRecordsOwnTimes() throws Exception {
        String group = Traffic.unique("described");
        TopicPartition partition = new TopicPartition(traffic.topic(10), 0);
        KafkaConsumer<byte[], byte[]> member =
                traffic.join(group, "consumer", partition.topic(), "ward-1").getFirst();
        member.commitSync(Map.of(partition, new OffsetAndMetadata(4)));

        awaitTotalLag(group, 6);
        JsonPath row = first(group);
        assertThat(row.getString("clientId")).isEqualTo("ward-1");
        assertThat(row.getString("timeLag.method")).isNotEqualTo("read");
        given().get("/q/health/ready").then().statusCode(200);

        AclBinding mayRead =
                SecuredBroker.rule(ResourceType.TOPIC, partition.topic(), AclOperation.READ, AclPermissionType.ALLOW);
        admin.createAcls(List.of(mayRead)).all().get();

        await().atMost(SOON).until(() -> "read".equals(first(group).getString("timeLag.method")));
        assertThat(first(group).getString("timeLag.confidence")).isEqualTo("high");
    }

    @Test
    void aGroupThatMayNotBeDescribedIsNotListedAndSpoilsNoOther() throws Exception {
        String denied = Traffic.unique("denied");
        String allowed = Traffic.unique("allowed");
        String topic = traffic.topic(10);
        traffic.commit(denied, topic, 4);
        traffic.commit(allowed, topic, 4);
        awaitTotalLag(denied, 6);
        AclBinding denial =
                SecuredBroker.rule(ResourceType.GROUP, denied, AclOperation.DESCRIBE, AclPermissionType.DENY);

        admin.createAcls(List.of(denial)).all().get();

        await().atMost(SOON)
                .until(() -> given().get("/api/groups/{group}", denied).statusCode() == 404);
        traffic.commit(allowed, topic, 7);
        awaitTotalLag(allowed, 3);

        admin.deleteAcls(List.of(denial.toFilter())).all().get();

        awaitTotalLag(denied, 6);
    }

    @Test
    void ofATopicThatMayNotBeDescribedNoLagIsMadeUp() throws Exception {
        String group = Traffic.unique("topic-denied");
        String known = traffic.topic(10);
        String hidden = traffic.topic(10);
        traffic.commit(group, known, 4);
        traffic.commit(group, hidden, 4);
        awaitTotalLag(group, 12);

        admin.createAcls(List.of(
                        SecuredBroker.rule(ResourceType.TOPIC, hidden, AclOperation.DESCRIBE, AclPermissionType.DENY)))
                .all()
                .get();

        // The tick that the rule meets halfway names the gap; later ones are not told of the partition.
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(rows(group))
                        .extracting(row -> row.get("topic"))
                        .containsExactly(known));
        assertThat(group(group).getLong("totalLag")).isEqualTo(6);
        assertThat(group(group).getList("gaps")).isEmpty();
    }

    private static JsonPath first(String group) {
        return given().get("/api/groups/{group}/partitions", group).jsonPath().setRootPath("[0]");
    }
}
