package dev.rota.deploy;

import static dev.rota.deploy.Manifests.containers;
import static dev.rota.deploy.Manifests.each;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Variables that the pods are given are settings that there are: one that is misspelt is silent for ever. */
class SettingsTest {

    private static final Set<String> STAND_INS = Set.of("payment-gateway", "postbox");

    @BeforeAll
    static void kubectl() {
        Kubectl.assumeThere();
    }

    static Stream<Manifests> rendered() throws IOException {
        Stream<Manifests> autoscaled =
                Stream.of("autoscale-hpa", "autoscale-keda").map(name -> new Combination(List.of(name)).render());
        try (Stream<Path> overlays = Files.list(Path.of("overlays"))) {
            List<Manifests> all = overlays.sorted().map(Manifests::render).toList();
            return Stream.concat(all.stream(), autoscaled).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("rendered")
    void variablesOfRotaAreSettingsOfTheServices(Manifests manifests) {
        Set<String> known = Sources.settings();

        List<String> variables = manifests
                .workloads()
                .filter(workload -> !STAND_INS.contains(Manifests.name(workload)))
                .flatMap(workload -> variables(manifests, workload))
                .filter(variable -> variable.startsWith("ROTA_"))
                .distinct()
                .toList();

        assertThat(variables).contains("ROTA_INSTANCE").isSubsetOf(known);
    }

    @Test
    void aSettingThatThereIsNotIsFound() {
        assertThat(Sources.settings())
                .contains("ROTA_ANALYTICS_STANDBY_REPLICAS")
                .doesNotContain("ROTA_ANALYTICS_STANDBY_REPLICA");
    }

    private static Stream<String> variables(Manifests manifests, JsonNode workload) {
        return Stream.concat(
                containers(workload)
                        .flatMap(container -> each(container.path("env")))
                        .map(variable -> variable.path("name").asText()),
                manifests.settings(workload).keySet().stream());
    }
}
