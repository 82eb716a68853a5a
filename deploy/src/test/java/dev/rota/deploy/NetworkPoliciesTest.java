package dev.rota.deploy;

import static dev.rota.deploy.Manifests.each;
import static dev.rota.deploy.Manifests.labels;
import static dev.rota.deploy.Manifests.name;
import static dev.rota.deploy.Manifests.selects;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nothing flows but what is named, and what the settings say has to flow is named. */
class NetworkPoliciesTest {

    private static final Pattern ADDRESS = Pattern.compile("([a-z-]+)(?:\\.rota\\.svc)?:(\\d+)");

    private static Manifests manifests;

    @BeforeAll
    static void render() {
        Kubectl.assumeThere();
        manifests = new Combination(List.of(
                        "kafka-single", "postgres", "registry", "stand-ins", "autoscale-hpa", "network-policies"))
                .render();
    }

    @Test
    void nothingFlowsThatIsNotNamed() {
        JsonNode spec =
                manifests.find("NetworkPolicy", "default-deny").orElseThrow().path("spec");

        assertThat(spec.path("podSelector").isEmpty()).isTrue();
        assertThat(spec.path("policyTypes").toString()).isEqualTo("[\"Ingress\",\"Egress\"]");
        assertThat(spec.has("ingress") || spec.has("egress")).isFalse();
    }

    @Test
    void whateverASettingNamesIsReached() {
        List<Flow> flows = manifests
                .workloads()
                .flatMap(NetworkPoliciesTest::flowsOf)
                .distinct()
                .toList();

        assertThat(flows)
                .map(Flow::toString)
                .contains(
                        "billing-service to payment-gateway:8090", "topics to kafka:9092", "registry to postgres:5432");
        assertThat(flows).allMatch(NetworkPoliciesTest::isLetOut, "is let out");
        assertThat(flows).allMatch(NetworkPoliciesTest::isLetIn, "is let in");
    }

    /** Their host and their port are said apart, or each replica's host is its own. */
    @Test
    void whatNoSettingNamesInOnePieceIsReachedToo() {
        assertThat(List.of(flow("email", "postbox", 2525), flow("analytics-service", "analytics-service", 8083)))
                .allMatch(NetworkPoliciesTest::isLetOut, "is let out")
                .allMatch(NetworkPoliciesTest::isLetIn, "is let in");
    }

    @Test
    void whatNobodyNamedIsNotReached() {
        Flow flow = flow("housekeeping", "payment-gateway", 8090);

        assertThat(isLetOut(flow)).isFalse();
        assertThat(isLetIn(flow)).isFalse();
    }

    private static Flow flow(String from, String to, int port) {
        return new Flow(from, labels(workload(from)), to, labels(workload(to)), port);
    }

    private record Flow(String from, JsonNode fromLabels, String to, JsonNode toLabels, int port) {
        @Override
        public String toString() {
            return from + " to " + to + ":" + port;
        }
    }

    private static Stream<Flow> flowsOf(JsonNode workload) {
        return manifests.settings(workload).entrySet().stream()
                // Of those that all are told, this one is not everybody's.
                .filter(setting -> !setting.getKey().equals("KAFKA_APICURIO_REGISTRY_URL") || asksTheRegistry(workload))
                .filter(setting -> !setting.getKey().equals("KAFKA_BOOTSTRAP_SERVERS")
                        || !name(workload).equals("schemas"))
                .flatMap(setting -> ADDRESS.matcher(setting.getValue()).results())
                .flatMap(address -> manifests
                        .find("Service", address.group(1))
                        .flatMap(service -> manifests
                                .workloads()
                                .filter(target -> selects(service.at("/spec/selector"), labels(target)))
                                .findFirst())
                        .stream()
                        .map(target -> new Flow(
                                name(workload),
                                labels(workload),
                                name(target),
                                labels(target),
                                Integer.parseInt(address.group(2)))));
    }

    private static boolean asksTheRegistry(JsonNode workload) {
        return !List.of("lag-monitor", "topics").contains(name(workload));
    }

    private static boolean isLetOut(Flow flow) {
        return isLet("egress", "to", flow.fromLabels(), flow.toLabels(), flow.port());
    }

    private static boolean isLetIn(Flow flow) {
        return isLet("ingress", "from", flow.toLabels(), flow.fromLabels(), flow.port());
    }

    private static boolean isLet(String direction, String peers, JsonNode own, JsonNode other, int port) {
        return manifests
                .ofKind("NetworkPolicy")
                .filter(policy -> matches(policy.at("/spec/podSelector"), own))
                .flatMap(policy -> each(policy.path("spec").path(direction)))
                .filter(rule -> each(rule.path("ports"))
                        .anyMatch(allowed -> allowed.path("port").asInt() == port))
                .flatMap(rule -> each(rule.path(peers)))
                .filter(peer -> !peer.has("namespaceSelector"))
                .anyMatch(peer -> matches(peer.path("podSelector"), other));
    }

    private static boolean matches(JsonNode selector, JsonNode labels) {
        boolean byLabels = selector.path("matchLabels")
                .propertyStream()
                .allMatch(label -> label.getValue().equals(labels.path(label.getKey())));
        return byLabels
                && each(selector.path("matchExpressions"))
                        .allMatch(expression -> each(expression.path("values"))
                                .anyMatch(value -> value.equals(
                                        labels.path(expression.path("key").asText()))));
    }

    private static JsonNode workload(String name) {
        return manifests
                .workloads()
                .filter(workload -> name(workload).equals(name))
                .findFirst()
                .orElseThrow();
    }
}
