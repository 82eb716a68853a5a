package dev.rota.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is in git is told of, and holds no secret. */
class ComponentsTest {

    static List<String> components() {
        return Combination.all();
    }

    @ParameterizedTest
    @MethodSource("components")
    void saysWhatItNeedsAndExcludes(String component) {
        String readme = Sources.read(Path.of("components", component, "README.md"));

        assertThat(readme)
                .startsWith("# " + component + "\n")
                .contains("- Needs: ")
                .containsPattern("- Excludes(:| nothing)");
    }

    @Test
    void secretsAreMadeByWhoDeploys() {
        try (Stream<Path> files = Stream.of("base", "components", "overlays").flatMap(ComponentsTest::filesOf)) {
            List<Path> all =
                    files.filter(file -> file.toString().endsWith(".yaml")).toList();
            assertThat(all)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Sources.read(file))
                            .doesNotContain("secretGenerator")
                            .doesNotContainPattern("(?m)^kind: Secret$"));
        }
    }

    private static Stream<Path> filesOf(String folder) {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
