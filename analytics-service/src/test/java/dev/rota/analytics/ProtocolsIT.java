package dev.rota.analytics;

import static dev.rota.contracts.OrderEventType.CONFIRMED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rota.analytics.revenue.RevenueStream;
import dev.rota.contracts.CustomerRevenue;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.service.Service;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two replicas on either protocol: they share the work, keep each other's stores, and take over from each other. And one that does a
 * part of the work.
 */
class ProtocolsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int PARTITIONS = 6;
    private static final int CUSTOMERS = 20;

    private static LocalStack stack;
    private static Inputs inputs;
    private static Outputs outputs;

    @BeforeAll
    static void start() {
        stack = LocalStack.builder()
                .data(Path.of("target", "protocols-it"))
                .with(Service.ANALYTICS_SERVICE, 0)
                .start();
        inputs = new Inputs(stack);
        outputs = new Outputs(stack);
    }

    @AfterEach
    void stopReplicas() {
        stack.scale(Service.ANALYTICS_SERVICE, 0);
    }

    @AfterAll
    static void stop() {
        outputs.close();
        inputs.close();
        stack.close();
    }

    @Test
    void theBrokersGiveOutTasksAndStandbysAndAnotherTakesOver() {
        replicas("on-streams", "streams", false);
        confirmOneOrderOfEach("on-streams");
        awaitEachOnce("on-streams");
        await().atMost(PATIENCE).untilAsserted(ProtocolsIT::eachStoreIsOnBoth);
        awaitAnswersOfOwners("on-streams");

        stack.scale(Service.ANALYTICS_SERVICE, 1);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(revenueStores(1, "active")).hasSize(PARTITIONS));
        confirmOneOrderOfEach("on-streams-then");
        awaitEachOnce("on-streams-then");
        awaitEachOnce("on-streams");
    }

    @Test
    void staticMembersStayInTheGroupWhenTheyStop() throws Exception {
        replicas("static-members", "classic", true);
        confirmOneOrderOfEach("static-members");
        awaitEachOnce("static-members");
        await().atMost(PATIENCE).untilAsserted(ProtocolsIT::eachStoreIsOnBoth);

        stack.scale(Service.ANALYTICS_SERVICE, 1);

        assertThat(membersOf("static-members"))
                .containsExactlyInAnyOrder(
                        "analytics-service-1-1",
                        "analytics-service-1-2",
                        "analytics-service-2-1",
                        "analytics-service-2-2");
        stack.scale(Service.ANALYTICS_SERVICE, 2);
        confirmOneOrderOfEach("static-members-then");
        awaitEachOnce("static-members-then");
    }

    @Test
    void whatIsLeftOutIsNeitherReadNorKept() {
        stack.setting(Service.ANALYTICS_SERVICE, "ROTA_ANALYTICS_ANALYSES", "revenue,reconciliation");
        try {
            replicas("a-part", "classic", false);
            confirmOneOrderOfEach("a-part");
            awaitEachOnce("a-part");

            assertThat(partitionsReadBy("a-part"))
                    .isNotEmpty()
                    .noneMatch(partition -> partition.startsWith("vehicle.telemetry"))
                    .noneMatch(partition -> partition.contains("repartition"));
            awaitAnswersOfOwners("a-part");
            HttpResponse<String> vehicle = api(1).get("/vehicles/a-1");
            assertThat(vehicle.statusCode()).isEqualTo(404);
            assertThat(vehicle.body()).contains("rota.analytics.analyses");
            HttpResponse<String> minutes = api(2).get("/revenue");
            assertThat(minutes.statusCode()).isEqualTo(404);
            assertThat(minutes.body()).contains("rota.analytics.analyses");
        } finally {
            stack.setting(
                    Service.ANALYTICS_SERVICE,
                    "ROTA_ANALYTICS_ANALYSES",
                    "revenue,lifecycle,minutes,reconciliation,vehicles");
        }
    }

    private static List<String> partitionsReadBy(String group) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().keySet().stream()
                    .map(TopicPartition::toString)
                    .toList();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void replicas(String group, String protocol, boolean isStatic) {
        stack.setting(Service.ANALYTICS_SERVICE, "ROTA_ANALYTICS_APPLICATION_ID", group);
        stack.setting(Service.ANALYTICS_SERVICE, "ROTA_ANALYTICS_PROTOCOL", protocol);
        stack.setting(Service.ANALYTICS_SERVICE, "ROTA_ANALYTICS_STATIC_MEMBERSHIP", Boolean.toString(isStatic));
        stack.scale(Service.ANALYTICS_SERVICE, 2);
    }

    private static void confirmOneOrderOfEach(String customers) {
        for (int i = 0; i < CUSTOMERS; i++) {
            inputs.send(Inputs.order(customers + "/" + i, customers + "/o-" + i, CONFIRMED, "10"));
        }
    }

    private static void awaitEachOnce(String customers) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            Map<String, CustomerRevenue> revenues = outputs.latest(RevenueStream.REVENUE, CustomerRevenue.class);
            for (int i = 0; i < CUSTOMERS; i++) {
                assertThat(revenues).containsKey(customers + "/" + i);
                assertThat(revenues.get(customers + "/" + i)
                                .getTotals()
                                .getFirst()
                                .getConfirmed())
                        .isEqualByComparingTo("10");
            }
        });
    }

    /** Any replica knows, and from whom works on it. */
    private static void awaitAnswersOfOwners(String customers) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            for (int replica = 1; replica <= 2; replica++) {
                for (int i = 0; i < CUSTOMERS; i++) {
                    HttpResponse<String> answer =
                            api(replica).get("/customers/%s%%2F%d/revenue".formatted(customers, i));
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                    assertThat(answer.headers().firstValue("Rota-Records-Behind"))
                            .isEmpty();
                }
            }
        });
    }

    private static void eachStoreIsOnBoth() {
        List<Integer> first = revenueStores(1, "active");
        List<Integer> second = revenueStores(2, "active");
        assertThat(first).isNotEmpty();
        assertThat(second).isNotEmpty();
        assertThat(first.size() + second.size()).isEqualTo(PARTITIONS);
        assertThat(revenueStores(1, "standby")).isEqualTo(second);
        assertThat(revenueStores(2, "standby")).isEqualTo(first);
    }

    /** Partitions of the store of revenues that a replica has in a role. */
    private static List<Integer> revenueStores(int replica, String role) {
        List<Integer> partitions = new ArrayList<>();
        for (JsonNode store : api(replica).json("/state").get("stores")) {
            if (store.get("store").asText().equals(RevenueStream.REVENUE)
                    && store.get("role").asText().equals(role)) {
                partitions.add(store.get("partition").asInt());
            }
        }
        return partitions;
    }

    private static Api api(int replica) {
        return new Api(
                URI.create(stack.component("analytics-service-" + replica).address()));
    }

    private static List<String> membersOf(String group) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            return admin.describeConsumerGroups(List.of(group)).all().get().get(group).members().stream()
                    .map(member -> member.groupInstanceId().orElse(""))
                    .toList();
        }
    }
}
