package dev.rota.deploy;

import static dev.rota.deploy.Manifests.containers;
import static dev.rota.deploy.Manifests.name;
import static dev.rota.deploy.Manifests.pod;
import static dev.rota.deploy.Manifests.title;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is applied as it is. */
class OverlaysTest {

    @BeforeAll
    static void kubectl() {
        Kubectl.assumeThere();
    }

    static List<Path> overlays() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("overlays"))) {
            return folders.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void keepsTheRules(Path overlay) {
        DeployRules.check(Manifests.render(overlay));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void saysWhichVersionOfEachImage(Path overlay) {
        Manifests manifests = Manifests.render(overlay);

        manifests
                .workloads()
                .forEach(workload -> containers(workload)
                        .map(container -> container.path("image").asText())
                        .forEach(image -> assertThat(image)
                                .as(title(workload))
                                .matches("[a-z0-9./-]+(:(?!latest)[\\w.-]+|@sha256:[0-9a-f]{64})")));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void asksForTheImagesThatAreBuilt(Path overlay) {
        Matcher version = Pattern.compile("<artifactId>rota</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Sources.read(Path.of("..", "pom.xml")));
        assertThat(version.find()).isTrue();

        assertThat(Manifests.render(overlay)
                        .workloads()
                        .flatMap(Manifests::containers)
                        .map(container -> container.path("image").asText())
                        .filter(image -> image.startsWith("rota/")))
                .isNotEmpty()
                .allSatisfy(image -> assertThat(image).endsWith(":" + version.group(1)));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void runsInANamespaceThatLetsNothingElseIn(Path overlay) {
        Manifests manifests = Manifests.render(overlay);

        assertThat(manifests
                        .find("Namespace", "rota")
                        .orElseThrow()
                        .at("/metadata/labels/pod-security.kubernetes.io~1enforce")
                        .asText())
                .isEqualTo("restricted");
        assertThat(manifests
                        .workloads()
                        .map(workload -> workload.at("/metadata/namespace").asText()))
                .containsOnly("rota");
    }

    @Test
    void productionOutlivesAZone() {
        Manifests production = Manifests.overlay("production");
        Stream<JsonNode> several = production
                .of(Set.of("Deployment", "StatefulSet"))
                .filter(workload -> !name(workload).equals("lag-monitor"));

        assertThat(several).isNotEmpty().allSatisfy(workload -> {
            JsonNode replicas = production
                    .find("HorizontalPodAutoscaler", name(workload))
                    .map(autoscaler -> autoscaler.at("/spec/minReplicas"))
                    .orElse(workload.at("/spec/replicas"));
            JsonNode zones = pod(workload).at("/spec/topologySpreadConstraints/0");
            assertThat(replicas.asInt()).as(title(workload)).isGreaterThanOrEqualTo(2);
            assertThat(zones.path("topologyKey").asText()).as(title(workload)).isEqualTo("topology.kubernetes.io/zone");
            assertThat(zones.path("whenUnsatisfiable").asText()).isEqualTo("DoNotSchedule");
            // Else the zone that is gone would be the one to fill first.
            assertThat(zones.path("nodeTaintsPolicy").asText()).isEqualTo("Honor");
            // Of this workload's own pods, and not of all departments'.
            assertThat(zones.at("/labelSelector/matchLabels")).isEqualTo(workload.at("/spec/selector/matchLabels"));
        });
    }
}
