package dev.rota.lagmonitor.notifying;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.lagmonitor.alerting.Bounds;
import dev.rota.lagmonitor.alerting.Condition;
import dev.rota.lagmonitor.alerting.Rule;
import dev.rota.lagmonitor.evaluation.Status;
import io.quarkus.runtime.configuration.DurationConverter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Who is told by Prometheus is told the same. */
class PrometheusRulesTest {

    @Test
    void everyRuleThatShipsHasATwinThatIsAsSevereAndWaitsAsLong() throws IOException {
        Map<Object, Map<String, Object>> twins = PrometheusRules.read().stream()
                .collect(Collectors.toMap(rule -> rule.get("alert"), Function.identity()));
        List<Rule> rules = AlertRules.of(Configured.overDefaults(Map.of()));

        assertThat(twins.keySet()).containsAll(rules.stream().map(Rule::name).toList());
        assertThat(rules).allSatisfy(rule -> {
            Map<String, Object> twin = twins.get(rule.name());
            assertThat(twin.get("labels"))
                    .isEqualTo(Map.of("severity", rule.severity().toString()));
            assertThat(duration(twin, "for")).isEqualTo(rule.pendingFor());
            assertThat(duration(twin, "keep_firing_for")).isEqualTo(rule.keep());
            assertThat(twin.get("expr").toString()).contains(bounds(rule.condition()));
            assertThat(twin.get("annotations"))
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("description", rule.summary().orElseThrow())
                    .containsKey("summary");
        });
    }

    /** What an expression with the same meaning contains. */
    private static List<String> bounds(Condition condition) {
        return switch (condition) {
            case Condition.OfMonitor(var _, Bounds bounds) -> List.of(comparison(bounds));
            case Condition.OfGroup(var _, Bounds bounds) -> List.of(comparison(bounds));
            case Condition.OfPartition(var _, Bounds bounds) -> List.of(comparison(bounds));
            case Condition.GroupStatus(Set<Status> statuses) ->
                statuses.stream().map(Status::name).toList();
            case Condition.PartitionStatus(Set<Status> statuses) ->
                statuses.stream().map(Status::name).toList();
        };
    }

    private static String comparison(Bounds bounds) {
        return bounds.above().isPresent()
                ? " > %.0f".formatted(bounds.above().getAsDouble())
                : " < %.0f".formatted(bounds.below().orElseThrow());
    }

    private static Duration duration(Map<String, Object> twin, String key) {
        return DurationConverter.parseDuration(twin.getOrDefault(key, "0s").toString());
    }
}
