package dev.rota.lagmonitor;

import static dev.rota.lagmonitor.Groups.awaitTotalLag;
import static dev.rota.lagmonitor.Groups.group;
import static dev.rota.lagmonitor.Groups.rows;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import dev.rota.lagmonitor.KafkaBroker.Stack;
import dev.rota.localstack.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to clusters and groups: right figures or a named gap, never a wrong number, and no restart. */
@QuarkusTest
@WithTestResource(value = KafkaBroker.class, initArgs = @ResourceArg(name = KafkaBroker.BROKERS, value = "3"))
class ClusterFaultsIT {

    private static final Duration SOON = Duration.ofSeconds(90);

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
    void aBrokerThatIsKilledTakesItsOwnPartitionsAlongAndNothingElse() throws Exception {
        String group = Traffic.unique("killed");
        String topic = traffic.topic(10, 10, 10);
        traffic.commit(group, topic, 4, 4, 4);
        awaitTotalLag(group, 18);
        int number = ThreadLocalRandom.current().nextInt(3);
        int victim = traffic.leader(new TopicPartition(topic, number));

        stack.kafka().broker(victim).kill();

        await().atMost(SOON).until(() -> {
            List<Map<String, Object>> rows = rows(group);
            assertThat(rows).hasSize(3).allSatisfy(ClusterFaultsIT::isRightOrNamed);
            // The others go on to be read, whoever coordinates the group now.
            return rows.get(number).get("gap") != null
                    && rows.stream().filter(row -> row.get("gap") == null).count() == 2
                    && group(group).getList("gaps").isEmpty();
        });
        await().atMost(SOON)
                .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));

        stack.kafka().broker(victim).start();

        await().atMost(SOON).until(() -> {
            assertThat(rows(group)).hasSize(3).allSatisfy(ClusterFaultsIT::isRightOrNamed);
            return rows(group).stream().noneMatch(row -> row.get("lag") == null);
        });
    }

    private static void isRightOrNamed(Map<String, Object> row) {
        if (row.get("lag") == null) {
            assertThat(row.get("gap")).as("%s", row).asInstanceOf(STRING).isNotBlank();
        } else {
            assertThat(row.get("lag")).as("%s", row).isEqualTo(6);
        }
    }

    @Test
    void whatHasExpiredIsNoLongerShown() throws Exception {
        String group = Traffic.unique("expired");
        String topic = traffic.topic(10, 10);
        traffic.commit(group, topic, 4, 4);
        awaitTotalLag(group, 12);

        traffic.expire(group, new TopicPartition(topic, 1));

        awaitTotalLag(group, 6);
        assertThat(rows(group)).extracting(row -> row.get("partition")).containsExactly(0);
    }

    @Test
    void aGroupThatBeginsAnewHasNotGoneBack() throws Exception {
        String group = Traffic.unique("anew");
        String topic = traffic.topic(10);
        traffic.commit(group, topic, 8);
        awaitTotalLag(group, 2);

        traffic.delete(group);
        await().atMost(SOON)
                .until(() -> given().get("/api/groups/{group}", group).statusCode() == 404);
        traffic.commit(group, topic, 3);

        awaitTotalLag(group, 7);
        assertThat(group(group).getString("status")).isNotEqualTo("REWOUND");
    }
}
