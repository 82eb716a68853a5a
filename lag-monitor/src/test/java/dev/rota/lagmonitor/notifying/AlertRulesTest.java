package dev.rota.lagmonitor.notifying;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.rota.lagmonitor.alerting.Bounds;
import dev.rota.lagmonitor.alerting.Condition;
import dev.rota.lagmonitor.alerting.GroupFigure;
import dev.rota.lagmonitor.alerting.MonitorFigure;
import dev.rota.lagmonitor.alerting.PartitionFigure;
import dev.rota.lagmonitor.alerting.Rule;
import dev.rota.lagmonitor.alerting.Severity;
import dev.rota.lagmonitor.evaluation.Status;
import dev.rota.lagmonitor.sampling.LagMonitorConfig;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertRulesTest {

    @Test
    void theRulesThatShip() {
        assertThat(AlertRules.of(Configured.overDefaults(Map.of())))
                .extracting(Rule::name, Rule::severity, Rule::pendingFor)
                .containsExactly(
                        tuple("ClusterNotSampled", Severity.CRITICAL, Duration.ofSeconds(90)),
                        tuple("GroupLagging", Severity.WARNING, Duration.ofMinutes(10)),
                        tuple("GroupRewound", Severity.WARNING, Duration.ZERO),
                        tuple("GroupStands", Severity.CRITICAL, Duration.ofMinutes(2)),
                        tuple("LossIsNear", Severity.CRITICAL, Duration.ofMinutes(1)),
                        tuple("RecordsLost", Severity.CRITICAL, Duration.ZERO),
                        tuple("TransactionHangs", Severity.WARNING, Duration.ZERO));
    }

    @Test
    void aRuleThatShipsIsChangedOrSwitchedOffByItsName() {
        List<Rule> rules = AlertRules.of(Configured.overDefaults(Map.of(
                "rules.\"GroupStands\".enabled", "false",
                "rules.\"LossIsNear\".below", "2h",
                "rules.\"LossIsNear\".groups", "team-.*")));

        assertThat(rules).extracting(Rule::name).doesNotContain("GroupStands");
        assertThat(rules)
                .filteredOn(rule -> rule.name().equals("LossIsNear"))
                .singleElement()
                .satisfies(rule -> {
                    assertThat(rule.condition())
                            .isEqualTo(new Condition.OfGroup(
                                    GroupFigure.TIME_TO_LOSS,
                                    new Bounds(OptionalDouble.empty(), OptionalDouble.of(7200))));
                    assertThat(rule.groups()).get().hasToString("team-.*");
                });
    }

    @Test
    void howOldASampleMayBeFollowsTheMonitorsOwnSettings() throws Exception {
        String ships = LagMonitorConfig.class
                .getMethod("staleAfter")
                .getAnnotation(WithDefault.class)
                .value();
        assertThat(sampleAge(Map.of())).isEqualTo(sampleAge(Map.of("rota.lag-monitor.stale-after", ships)));

        assertThat(sampleAge(Map.of("rota.lag-monitor.stale-after", "3m")))
                .isEqualTo(new Condition.OfMonitor(
                        MonitorFigure.SAMPLE_AGE, new Bounds(OptionalDouble.of(180), OptionalDouble.empty())));
    }

    private static Condition sampleAge(Map<String, String> values) {
        return AlertRules.of(Configured.overDefaults(values)).stream()
                .filter(rule -> rule.name().equals("ClusterNotSampled"))
                .findFirst()
                .orElseThrow()
                .condition();
    }

    @Test
    void rulesOfOnesOwn() {
        List<Rule> rules = AlertRules.of(Configured.with(Map.of(
                "rules.\"far behind\".figure", "partition-time-lag",
                "rules.\"far behind\".above", "90s",
                "rules.\"far behind\".for", "30s",
                "rules.stalled.status", "stalled, REWOUND",
                "rules.stalled.per-partition", "true",
                "rules.stalled.severity", "info")));

        assertThat(rules)
                .extracting(Rule::condition)
                .containsExactly(
                        new Condition.OfPartition(
                                PartitionFigure.PARTITION_TIME_LAG,
                                new Bounds(OptionalDouble.of(90), OptionalDouble.empty())),
                        new Condition.PartitionStatus(Set.of(Status.STALLED, Status.REWOUND)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "||10||figure must be given, or status, and not both",
                "|lag|||above must be given, or below, for the figure lag",
                "|lag|many||above must be a number, but is many",
                "|lag|NaN||above must be a number, but is NaN",
                "|time-lag|soon||above must be a time such as 5m, but is soon",
                "|lags|1||figure must be one of lag, time-lag, lost, time-to-loss,",
                "ILL||||status must be one of STOPPED, STALLED, REWOUND,",
                "STALLED||1||status has no bounds: above and below are for figures",
                "STALLED|||urgent|severity must be one of info, warning, critical, but is urgent",
                "STALLED|lag|||figure must be given, or status, and not both",
            })
    void aRuleThatCannotWorkIsRefusedByItsKey(
            String status, String figure, String above, String severity, String sentence) {
        Map<String, String> values = new HashMap<>();
        put(values, "status", status);
        put(values, "figure", figure);
        put(values, "above", above);
        put(values, "severity", severity);
        values.put("rules.mine.for", "1m");

        assertThatThrownBy(() -> AlertRules.of(Configured.with(values)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("rota.lag-monitor.alerts.rules.\"mine\"." + sentence)
                .hasMessageEndingWith(".");
    }

    private static void put(Map<String, String> values, String key, String value) {
        if (value != null) {
            values.put("rules.mine." + key, value);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "webhook.url|ftp://somewhere|webhook.url must be a valid address that begins with http:// or https:// and a host.",
                "webhook.url|http://somewhere:99999/|webhook.url must be a valid address that begins with http:// or https:// and a host.",
                "webhook.headers.Host|a|webhook.headers.\"Host\" must be a header that may be sent, and its value in visible ASCII characters.",
                "webhook.bearer-token|a\u0001b|webhook.bearer-token must be a header that may be sent, and its value in visible ASCII characters.",
                "slack.url|hooks|slack.url must be a valid address that begins with http:// or https:// and a host.",
                "slack.url|https://hooks.slack.example/services/T0/se cret|slack.url must be a valid address that begins with http:// or https:// and a host.",
                "email.to|nobody|email.to must be mail addresses with commas between them.",
                "delivery.timeout|0s|delivery.timeout must be longer than 0.",
                "delivery.retry-at-most|10ms|delivery.retry-at-most must be at least retry-after, PT1S, but is PT0.01S.",
                "delivery.queue|0|delivery.queue must be at least 1.",
            })
    void aReceiverThatCannotBeReachedIsRefusedByItsKey(String key, String value, String sentence) {
        assertThatThrownBy(() -> AlertRules.checkDelivery(Configured.with(Map.of(key, value))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("rota.lag-monitor.alerts." + sentence)
                // A cause would tell the value.
                .hasNoCause();
    }
}
