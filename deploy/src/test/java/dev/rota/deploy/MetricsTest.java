package dev.rota.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Alerts and dashboards are about what the services export: a name that is misspelt is silent for ever. */
class MetricsTest {

    private static final Path MONITORING = Path.of("components", "monitoring");

    /** What a meter's kind and unit add to its name. */
    private static final Pattern ADDED = Pattern.compile("(_seconds)?(_total|_count|_sum|_max|_bucket)?$");

    @Test
    void dashboardsAreAboutWhatIsExported() throws IOException {
        try (Stream<Path> files = Files.list(MONITORING.resolve("dashboards"))) {
            for (Path file : files.toList()) {
                List<String> names = new ObjectMapper()
                        .readTree(file.toFile()).findValuesAsText("expr").stream()
                                .flatMap(MetricsTest::names)
                                .toList();
                assertThat(names).as(file.toString()).isNotEmpty().allMatch(MetricsTest::isExported);
            }
        }
    }

    @Test
    void alertsAreAboutWhatIsExported() throws IOException {
        List<String> names = rule().findValuesAsText("expr").stream()
                .flatMap(MetricsTest::names)
                .toList();

        assertThat(names).isNotEmpty().allMatch(MetricsTest::isExported);
    }

    @Test
    void alertsAreThoseThatShipForPrometheus() throws IOException {
        JsonNode shipped = new YAMLMapper()
                .readTree(Path.of("prometheus", "rota-lag-monitor.rules.yaml").toFile());

        assertThat(rule().at("/spec/groups")).isEqualTo(shipped.path("groups"));
    }

    @Test
    void aNameThatNobodyExportsIsFound() {
        assertThat(names("rate(rota_consumer_retry_total[5m])")).noneMatch(MetricsTest::isExported);
    }

    private static JsonNode rule() throws IOException {
        return new YAMLMapper()
                .readTree(MONITORING
                        .resolve(Path.of("objects", "prometheus-rule.yaml"))
                        .toFile());
    }

    private static Stream<String> names(String expression) {
        return Pattern.compile("\\b(?:rota|kafka)_\\w+")
                .matcher(expression)
                .results()
                .map(MatchResult::group);
    }

    private static boolean isExported(String name) {
        Set<String> meters = Sources.meters();
        return meters.contains(name) || meters.contains(ADDED.matcher(name).replaceFirst(""));
    }
}
