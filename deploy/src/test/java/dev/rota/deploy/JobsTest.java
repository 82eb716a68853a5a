package dev.rota.deploy;

import static dev.rota.deploy.Manifests.each;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is made once, before the services need it. */
class JobsTest {

    @BeforeAll
    static void kubectl() {
        Kubectl.assumeThere();
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
