package dev.rota.deploy;

import static dev.rota.deploy.Manifests.containers;
import static dev.rota.deploy.Manifests.title;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
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
        DeployRules.check(render(overlay));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void saysWhichVersionOfEachImage(Path overlay) {
        Manifests manifests = render(overlay);

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

        assertThat(render(overlay)
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
        Manifests manifests = render(overlay);

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

    private static Manifests render(Path overlay) {
        return Manifests.of(Kubectl.render(overlay));
    }
}
