package dev.rota.deploy;

import static dev.rota.deploy.Manifests.each;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is made once, before the services need it. */
class JobsTest {

    @BeforeAll
    static void kubectl() {
        Kubectl.assumeThere();
    }

    /** Trying again would end as before, and push the answer's log out of sight. */
    @Test
    void aSchemaThatIsRefusedFailsTheJobAtOnce() {
        JsonNode spec = new Combination(List.of("registry"))
                .render()
                .find("Job", "schemas")
                .orElseThrow()
                .path("spec");
        JsonNode rule = spec.at("/podFailurePolicy/rules/0");

        assertThat(rule.path("action").asText()).isEqualTo("FailJob");
        assertThat(rule.at("/onExitCodes/containerName").asText())
                .isEqualTo(spec.at("/template/spec/containers/0/name").asText());
        assertThat(each(rule.at("/onExitCodes/values")).map(JsonNode::asText))
                .singleElement()
                .satisfies(code -> assertThat(Sources.read(
                                Path.of("..", "catalogue/src/main/java/dev/rota/catalogue/Catalogue.java")))
                        .contains("int REFUSED = " + code + ";"));
        assertThat(spec.at("/template/spec/restartPolicy").asText()).isEqualTo("Never");
    }

    @Test
    void brokersElsewhereGetTheirTopicsToo() {
        JsonNode container = new Combination(List.of("tls"))
                .render()
                .find("Job", "topics")
                .orElseThrow()
                .at("/spec/template/spec/containers/0");

        assertThat(each(container.path("envFrom"))
                        .map(source -> source.at("/secretRef/name").asText()))
                .contains("topics");
        assertThat(each(container.path("volumeMounts"))
                        .map(mount -> mount.path("name").asText()))
                .contains("kafka-tls");
    }
}
