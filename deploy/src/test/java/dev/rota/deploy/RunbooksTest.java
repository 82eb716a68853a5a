package dev.rota.deploy;

import static dev.rota.deploy.Manifests.each;
import static dev.rota.deploy.Manifests.kind;
import static dev.rota.deploy.Manifests.name;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands of the runbooks and READMEs name what is there: nobody looks for a slip at night. */
class RunbooksTest {

    private static final Pattern NAMED = Pattern.compile(
            "(?<= )(deployment|statefulset|service|job|hpa|scaledobject|kafkatopic|kafka)[ /](?!NAME)([a-z][a-z0-9-]*)");
    private static final Pattern PORT = Pattern.compile("localhost:(\\d{4})/|port-forward service/([a-z-]+) (\\d+)");
    private static final Pattern PARTIAL = Pattern.compile(
            "apply -k deploy/overlays/(\\w+) --selector '?app\\.kubernetes\\.io/name(?:=| in )([^'\\s`]+)");
    private static final Map<String, String> SHORT = Map.of("hpa", "horizontalpodautoscaler");

    private static Manifests manifests;

    @BeforeAll
    static void render() {
        Kubectl.assumeThere();
        List<JsonNode> all = new ArrayList<>();
        Stream.of(
                        List.of("kafka-single", "postgres", "registry", "stand-ins", "autoscale-hpa"),
                        List.of("kafka-strimzi", "registry", "autoscale-keda"))
                .map(components -> new Combination(components).render().objects())
                .forEach(all::addAll);
        manifests = new Manifests(all);
    }

    static List<Path> texts() throws IOException {
        try (Stream<Path> runbooks = Files.list(Path.of("..", "docs", "runbooks"));
                Stream<Path> readmes = Files.walk(Path.of("overlays"))) {
            return Stream.of(runbooks, readmes, Stream.of(Path.of("README.md"), Path.of("..", "README.md")))
                    .flatMap(paths -> paths)
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void namesWhatIsThere(Path text) {
        Set<String> there = manifests.objects().stream()
                .map(object -> kind(object).toLowerCase(Locale.ROOT) + " " + name(object))
                .collect(Collectors.toSet());

        assertThat(commands(text)
                        .flatMap(command -> NAMED.matcher(command).results())
                        .map(named -> SHORT.getOrDefault(named.group(1), named.group(1)) + " " + named.group(2)))
                .isSubsetOf(there);
    }

    @ParameterizedTest
    @MethodSource("texts")
    void asksAtPortsThatThereAre(Path text) {
        List<MatchResult> asked = PORT.matcher(Sources.read(text)).results().toList();

        assertThat(asked)
                .allSatisfy(port -> assertThat(manifests
                                .ofKind("Service")
                                .filter(service ->
                                        port.group(2) == null || name(service).equals(port.group(2)))
                                .flatMap(service -> each(service.at("/spec/ports")))
                                .map(open -> open.path("port").asText()))
                        .contains(port.group(1) == null ? port.group(3) : port.group(1)));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void whatIsAppliedInPartsHasItsSettings(Path text) {
        Set<String> applied = new HashSet<>();
        PARTIAL.matcher(Sources.read(text)).results().forEach(part -> {
            applied.addAll(List.of(part.group(2).replaceAll("[()]", "").split(",", -1)));
            Manifests overlay = Manifests.overlay(part.group(1));
            List<JsonNode> chosen = overlay.workloads()
                    .filter(workload -> applied.contains(label(workload)))
                    .toList();
            assertThat(chosen).as(part.group()).isNotEmpty();
            assertThat(chosen.stream()
                            .flatMap(Manifests::containers)
                            .flatMap(container -> each(container.path("envFrom")))
                            .map(source -> source.at("/configMapRef/name").asText())
                            .filter(name -> !name.isEmpty())
                            .map(name -> label(overlay.find("ConfigMap", name).orElseThrow())))
                    .as(part.group())
                    .isSubsetOf(applied);
        });
    }

    private static String label(JsonNode object) {
        return object.at("/metadata/labels/app.kubernetes.io~1name").asText();
    }

    /** What is asked of {@code kubectl}, in a line of a listing or within backticks. */
    private static Stream<String> commands(Path text) {
        return Pattern.compile("kubectl [^`\\n]*")
                .matcher(Sources.read(text))
                .results()
                .map(MatchResult::group);
    }
}
