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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Strimzi makes is the catalogue's topics, and users who may do what their services do, and nothing else. */
class KafkaRightsTest {

    private static final List<String> BOTH_WAYS = List.of("Read", "Write", "Describe");
    private static final List<String> READ = List.of("Read", "Describe");
    private static final List<String> WRITE = List.of("Write", "Describe");

    /** Of topics that Kafka Streams makes itself. */
    private static final List<String> INTERNAL =
            List.of("Create", "Delete", "Read", "Write", "Describe", "DescribeConfigs", "AlterConfigs");

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
    void analyticsReadsAndWritesWhatItsTopologyDoes() {
        String group = Sources.textDefaultOf(
                "analytics-service/src/main/java/dev/rota/analytics/streams/AnalyticsConfig.java", "applicationId");
        String topology = Sources.read(Path.of("..", "analytics-service/src/test/resources/topology.txt"));
        Set<String> read = named(topology, "Source: \\S+ \\(topics: \\[([^]]+)]\\)");
        Set<String> written = named(topology, "Sink: \\S+ \\(topic: ([^)]+)\\)");
        // What one of its steps writes and another one reads again.
        Set<String> internal = new TreeSet<>(read);
        internal.retainAll(written);
        read.removeAll(internal);
        written.removeAll(internal);
        Set<String> expected = new TreeSet<>();
        read.forEach(topic -> expected.add(right("topic", topic, READ)));
        written.forEach(topic -> expected.add(right("topic", topic, WRITE)));
        expected.add(right("topic", group + ".dead-letters", WRITE));
        expected.add(right("group", group, READ));
        // Of repartition topics and changelogs, whose names Kafka Streams makes of the group's.
        expected.add(right("topic", group + "-", "prefix", INTERNAL));
        expected.add(right("transactionalId", group + "-", "prefix", WRITE));

        assertThat(rights("analytics-service")).isEqualTo(expected);
        assertThat(Sources.read(Path.of(
                        "..", "analytics-service/src/main/java/dev/rota/analytics/streams/StreamsSettings.java")))
                .contains("\"" + group + ".dead-letters\"");
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

    /** The topics that lines of this pattern name. */
    private static Set<String> named(String topology, String line) {
        return Pattern.compile(line)
                .matcher(topology)
                .results()
                .flatMap(named -> Stream.of(named.group(1).split(", ", -1)))
                .collect(Collectors.toCollection(TreeSet::new));
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
                        acl.at("/resource/patternType").asText("literal"),
                        each(acl.path("operations")).map(JsonNode::asText).toList()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String right(String type, String name, List<String> operations) {
        return right(type, name, "literal", operations);
    }

    /** @param pattern whether the name is {@code literal}, or a {@code prefix} of all that it is about */
    private static String right(String type, String name, String pattern, List<String> operations) {
        return pattern + " " + type + " " + name + " " + operations;
    }
}
