package dev.rota.lagmonitor.notifying;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The rule file that ships for Prometheus. */
public final class PrometheusRules {

    private static final Path FILE = Path.of("..", "deploy", "prometheus", "rota-lag-monitor.rules.yaml");

    private PrometheusRules() {}

    /** Its rules, as Prometheus would read them. */
    public static List<Map<String, Object>> read() throws IOException {
        try (Reader file = Files.newBufferedReader(FILE)) {
            Map<String, List<Map<String, List<Map<String, Object>>>>> content =
                    new Yaml(new SafeConstructor(new LoaderOptions())).load(file);
            return content.get("groups").stream()
                    .flatMap(group -> group.get("rules").stream())
                    .toList();
        }
    }

    /** The names of all metrics that its expressions are about. */
    public static Stream<String> metrics() throws IOException {
        return read().stream()
                .map(rule -> rule.get("expr").toString())
                .flatMap(expression -> Pattern.compile("\\b(?:rota|kafka)_\\w+")
                        .matcher(expression)
                        .results())
                .map(MatchResult::group);
    }
}
