package dev.rota.deploy;

import static dev.rota.deploy.Manifests.each;
import static dev.rota.deploy.Manifests.name;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The autoscalers ask for the groups that there are, and for no more members than can have something to read. */
class AutoscalingTest {

    @BeforeAll
    static void kubectl() {
        Kubectl.assumeThere();
    }

    @Test
    void theHpaKnowsEachGroupAndItsBounds() {
        Manifests manifests = new Combination(List.of("autoscale-hpa")).render();

        assertThat(manifests.ofKind("HorizontalPodAutoscaler").map(Manifests::name))
                .containsExactlyInAnyOrderElementsOf(workloads());
        Group.all().forEach(group -> {
            JsonNode spec = manifests
                    .find("HorizontalPodAutoscaler", group.workload())
                    .orElseThrow()
                    .path("spec");
            JsonNode metric = spec.at("/metrics/0/external/metric");
            assertThat(spec.path("maxReplicas").asInt()).as(group.workload()).isBetween(1, group.mostMembers());
            assertThat(metric.at("/selector/matchLabels/consumergroup").asText())
                    .isEqualTo(group.id());
            assertThat(Sources.read(Path.of(
                            "..", "lag-monitor/src/main/java/dev/rota/lagmonitor/externalmetrics/ExternalMetric.java")))
                    .contains("\"" + metric.path("name").asText() + "\"");
            assertThat(spec.at("/scaleTargetRef/name").asText()).isEqualTo(group.workload());
            leavesTheReplicasAlone(manifests, group);
            areTheMonitorsBounds(manifests, group, spec.path("minReplicas"), spec.path("maxReplicas"));
        });
    }

    @Test
    void kedaKnowsEachGroupAndItsBounds() {
        Manifests manifests = new Combination(List.of("autoscale-keda")).render();

        assertThat(manifests.ofKind("ScaledObject").map(Manifests::name))
                .containsExactlyInAnyOrderElementsOf(workloads());
        Group.all().forEach(group -> {
            JsonNode spec = manifests
                    .find("ScaledObject", group.workload())
                    .orElseThrow()
                    .path("spec");
            assertThat(spec.path("maxReplicaCount").asInt())
                    .as(group.workload())
                    .isBetween(1, group.mostMembers());
            assertThat(spec.at("/fallback/replicas").asInt())
                    .isBetween(1, spec.path("maxReplicaCount").asInt());
            assertThat(each(spec.path("triggers"))
                            .map(trigger ->
                                    trigger.at("/metadata/consumerGroup").asText()))
                    .containsOnly(group.id());
            assertThat(each(spec.path("triggers"))
                            .filter(trigger -> trigger.path("type").asText().equals("kafka"))
                            .map(trigger -> trigger.at("/metadata/topic").asText()))
                    .containsExactlyInAnyOrderElementsOf(group.topics());
            assertThat(each(spec.path("triggers"))
                            .findFirst()
                            .orElseThrow()
                            .path("type")
                            .asText())
                    .isEqualTo("external-push");
            leavesTheReplicasAlone(manifests, group);
            areTheMonitorsBounds(manifests, group, spec.path("minReplicaCount"), spec.path("maxReplicaCount"));
        });
    }

    @Test
    void productionChangesNoBoundForOneOfThemOnly() {
        Manifests manifests = Manifests.overlay("production");

        Group.all().forEach(group -> {
            JsonNode spec = manifests
                    .find("HorizontalPodAutoscaler", group.workload())
                    .orElseThrow()
                    .path("spec");
            areTheMonitorsBounds(manifests, group, spec.path("minReplicas"), spec.path("maxReplicas"));
        });
    }

    /** It is one: without it there is no page, and no answer that the API server could hand on. */
    @Test
    void theMonitorIsAskedWhileItIsNotReady() {
        Manifests manifests = Manifests.render(Path.of("base"));

        assertThat(manifests
                        .find("Service", "lag-monitor")
                        .orElseThrow()
                        .at("/spec/publishNotReadyAddresses")
                        .asBoolean())
                .isTrue();
    }

    /** The monitor advises no fewer and no more than there may be: what it shows is what happens. */
    private static void areTheMonitorsBounds(Manifests manifests, Group group, JsonNode fewest, JsonNode most) {
        String key = "rota.lag-monitor.scaling.groups." + group.id();
        assertThat(manifests.settings(
                        manifests.find("Deployment", "lag-monitor").orElseThrow()))
                .containsEntry(key + ".min-replicas", fewest.asText())
                .containsEntry(key + ".max-replicas", most.asText());
    }

    private static List<String> workloads() {
        return Group.all().stream().map(Group::workload).toList();
    }

    private static void leavesTheReplicasAlone(Manifests manifests, Group group) {
        JsonNode deployment = manifests.find("Deployment", group.workload()).orElseThrow();
        assertThat(deployment.at("/spec/replicas").isMissingNode())
                .as(name(deployment))
                .isTrue();
    }
}
