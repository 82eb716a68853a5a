package dev.rota.localstack.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.localstack.RotaHome;
import dev.rota.localstack.StackException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageBuildTest {

    private static final String NAME = "org.opencontainers.image.base.name";
    private static final String DIGEST = "org.opencontainers.image.base.digest";

    @Test
    void anImageSaysWhatItStartsFromWhereNoneIsGiven() {
        var labels = build(Optional.empty()).labels(Image.CATALOGUE);

        assertThat(labels).containsEntry(NAME, "docker.io/library/eclipse-temurin:25-jre");
        assertThat(labels.get(DIGEST)).matches("sha256:[0-9a-f]{64}");
    }

    @Test
    void anImageSaysWhatItStartsFromWhereOneIsGiven() {
        assertThat(build(Optional.of("registry.example/java:25@sha256:abc")).labels(Image.CATALOGUE))
                .containsEntry(NAME, "registry.example/java:25")
                .containsEntry(DIGEST, "sha256:abc");
        assertThat(build(Optional.of("java:25")).labels(Image.CATALOGUE))
                .containsEntry(NAME, "java:25")
                .doesNotContainKey(DIGEST);
    }

    @Test
    void anEngineThatIsNotThereOrDoesNotAnswerIsNamed() {
        assertThatThrownBy(() -> Engine.of("no-such-engine"))
                .isInstanceOf(StackException.class)
                .hasMessage("Cannot run no-such-engine: is it installed?");
        assertThatThrownBy(() -> Engine.of("false"))
                .isInstanceOf(StackException.class)
                .hasMessage("false does not answer: it ended with 1");
    }

    /** Whatever it is asked, this engine is content. */
    private static ImageBuild build(Optional<String> base) {
        return new ImageBuild(RotaHome.locate(), Engine.of("true"), base, "1", Optional.empty());
    }
}
