package dev.rota.deploy;

import static dev.rota.deploy.Manifests.each;
import static dev.rota.deploy.Manifests.name;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Strimzi makes is the catalogue's topics, and users who may do what their services do, and nothing else. */
class KafkaRightsTest {

    private static final List<String> BOTH_WAYS = List.of("Read", "Write", "Describe");
    private static final List<String> READ = List.of("Read", "Describe");
    private static final List<String> WRITE = List.of("Write", "Describe");

    /** Who is no service: a person, and KEDA. */
    private static final List<String> OTHERS = List.of("kafka-operator", "kafka-keda");

    private static Manifests manifests;

    @BeforeAll
    static void render() {
        Kubectl.assumeThere();
        manifests = new Combination(List.of("kafka-strimzi")).render();
    }

    @Test
    void topicsAreTheCatalogues() {
        assertThat(manifests.ofKind("KafkaTopic").map(KafkaRightsTest::topic))
                .containsExactlyInAnyOrderElementsOf(Catalogue.topics().keySet());
        manifests.ofKind("KafkaTopic").forEach(object -> {
            JsonNode entry = Catalogue.topics().get(topic(object));
            JsonNode config = object.at("/spec/config");
            assertThat(object.at("/spec/partitions")).as(name(object)).isEqualTo(entry.path("partitions"));
            assertThat(object.at("/spec/replicas")).as(name(object)).isEqualTo(entry.path("replication"));
            assertThat(config.path("min.insync.replicas")).as(name(object)).isEqualTo(entry.path("minInsync"));
            assertThat(config.path("cleanup.policy")).as(name(object)).isEqualTo(entry.path("cleanup"));
            assertThat(config.path("max.message.bytes")).as(name(object)).isEqualTo(entry.path("maxMessageBytes"));
            assertThat(config.has("retention.ms")).as(name(object)).isEqualTo(entry.has("retention"));
            if (entry.has("retention")) {
                assertThat(Duration.ofMillis(config.path("retention.ms").asLong()))
                        .as(name(object))
                        .isEqualTo(Duration.parse(entry.path("retention").asText()));
            }
        });
    }

    @Test
    void whoWritesWhatComesInReadsNothing() {
        assertThat(rights("order-producer"))
                .containsExactlyInAnyOrder(
                        right("topic", "order-events", WRITE),
                        right("topic", "patient-checkout", WRITE),
                        right("topic", "vehicle.telemetry", WRITE));
    }

    @Test
    void billingReadsItsTopicsAndSendsBackWhatItGaveUp() {
        Group billing = Group.billing();
        Set<String> expected = billing.topics().stream()
                .map(topic -> right("topic", topic, BOTH_WAYS))
                .collect(Collectors.toCollection(TreeSet::new));
        expected.add(right("group", billing.id(), READ));
        expected.add(
                right("group", Sources.setting("billing-service", "rota.billing.dead-letters.kafka.group.id"), READ));
        expected.add(right("topic", "billing.dead-letters", BOTH_WAYS));
        expected.add(right("topic", "invoices", WRITE));
        expected.add(right("transactionalId", "billing-outbox", WRITE));

        assertThat(rights("billing-service")).isEqualTo(expected);
        assertThat(Sources.read(
                        Path.of("..", "billing-service/src/main/java/dev/rota/billing/outbox/OutboxConfig.java")))
                .contains("\"invoices\"", "\"billing-outbox\"");
    }

    @Test
    void aDepartmentHasItsOwnGroupAndTopics() {
        Group.departments().forEach(group -> {
            Set<String> expected = new TreeSet<>();
            group.topics().forEach(topic -> expected.add(right("topic", topic, READ)));
            expected.add(right("group", group.id(), READ));
            expected.add(right("topic", group.id() + ".dead-letters", WRITE));
            if (group.retries()) {
                expected.add(right("group", group.id() + ".retry", READ));
                Catalogue.topics().keySet().stream()
                        .filter(topic -> topic.startsWith(group.id() + ".retry_"))
                        .forEach(topic -> expected.add(right("topic", topic, BOTH_WAYS)));
            }
            assertThat(rights(group.workload())).as(group.id()).isEqualTo(expected);
        });
    }

    @Test
    void kedaDescribesOnly() {
        assertThat(rights("keda")).isEqualTo(rights("lag-monitor"));
    }

    @Test
    void theMonitorDescribesOnly() {
        assertThat(rights("lag-monitor"))
                .containsExactlyInAnyOrder(
                        right("topic", "*", List.of("Describe")), right("group", "*", List.of("Describe")));
    }

    @Test
    void whatIsNamedIsThere() {
        manifests
                .ofKind("KafkaUser")
                .flatMap(user -> each(user.at("/spec/authorization/acls")))
                .map(acl -> acl.path("resource"))
                .filter(resource -> resource.path("type").asText().equals("topic"))
                .filter(resource -> !resource.path("patternType").asText().equals("prefix"))
                .map(resource -> resource.path("name").asText())
                .filter(topic -> !topic.equals("*"))
                .forEach(topic -> assertThat(Catalogue.topics()).containsKey(topic));
    }

    @Test
    void eachServiceLogsInAsItsOwnUser() {
        Stream<JsonNode> services = manifests
                .workloads()
                .filter(workload -> each(workload.at("/spec/template/spec/containers/0/envFrom"))
                        .anyMatch(source ->
                                source.at("/configMapRef/name").asText().startsWith("connections-")));

        assertThat(services.map(workload -> {
                    JsonNode login = each(workload.at("/spec/template/spec/containers/0/env"))
                            .filter(variable -> variable.path("name").asText().equals("KAFKA_SASL_JAAS_CONFIG"))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError(name(workload) + " does not log in"));
                    String user = login.at("/valueFrom/secretKeyRef/name").asText();
                    assertThat(user).isEqualTo("kafka-" + name(workload));
                    return user;
                }))
                .containsExactlyInAnyOrderElementsOf(manifests
                        .ofKind("KafkaUser")
                        .map(Manifests::name)
                        .filter(user -> !OTHERS.contains(user))
                        .toList());
    }

    private static String topic(JsonNode object) {
        return object.at("/spec/topicName").asText(name(object));
    }

    private static Set<String> rights(String service) {
        JsonNode user = manifests.find("KafkaUser", "kafka-" + service).orElseThrow();
        return each(user.at("/spec/authorization/acls"))
                .map(acl -> right(
                        acl.at("/resource/type").asText(),
                        acl.at("/resource/name").asText(),
                        each(acl.path("operations")).map(JsonNode::asText).toList()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String right(String type, String name, List<String> operations) {
        return type + " " + name + " " + operations;
    }
}
