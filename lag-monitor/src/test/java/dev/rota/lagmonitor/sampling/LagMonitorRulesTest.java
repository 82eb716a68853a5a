package dev.rota.lagmonitor.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LagMonitorRulesTest {

    private static final Map<String, Object> KAFKA = Map.of("bootstrap.servers", "kafka-1:9092,kafka-2:9092");

    @Test
    void theDefaultsAreValid() {
        LagMonitorConfig defaults = Configured.with(Map.of());

        assertThatCode(() -> LagMonitorRules.check(defaults, KAFKA)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "interval|0s|rota.lag-monitor.interval must be at least PT0.05S, but is PT0S.",
                "interval|4m|rota.lag-monitor.interval must be at most PT3M20S, but is PT4M.",
                "session-timeout|0s|rota.lag-monitor.session-timeout must be at least PT0.05S, but is PT0S.",
                "call-timeout|1ms|rota.lag-monitor.call-timeout must be at least PT0.05S, but is PT0.001S.",
                "stale-after|5s|rota.lag-monitor.stale-after must be longer than the interval of PT5S, but is PT5S.",
                "window|14s|rota.lag-monitor.window must be at least 3 times the interval of PT5S, but is PT14S.",
                "window|11m|rota.lag-monitor.window must be at most PT10M, but is PT11M.",
                "members-every|-1s|rota.lag-monitor.members-every must not be negative.",
                "hung-after|4s|rota.lag-monitor.hung-after must be at least PT5S, but is PT4S.",
                "moderate-lag|0|rota.lag-monitor.moderate-lag must be at least 1.",
                "high-lag|1000|rota.lag-monitor.high-lag must be more than moderate-lag, 1000, but is 1000.",
                "scaling.drain-within|0s|rota.lag-monitor.scaling.drain-within must be at least PT1S, but is PT0S.",
                "scaling.scale-down-after|-1s|rota.lag-monitor.scaling.scale-down-after must not be negative.",
                "scaling.min-replicas|-1|rota.lag-monitor.scaling.min-replicas must be at least 0.",
                "scaling.max-replicas|0|rota.lag-monitor.scaling.max-replicas must be at least 1, and min-replicas, which is 1.",
                "scaling.members-per-replica|0|rota.lag-monitor.scaling.members-per-replica must be at least 1.",
                "scaling.groups.\"a.b\".min-replicas|-2|rota.lag-monitor.scaling.groups.\"a.b\".min-replicas must be at least 0.",
                "groups-per-request|0|rota.lag-monitor.groups-per-request must be at least 1.",
                "partitions-per-request|0|rota.lag-monitor.partitions-per-request must be at least 1.",
            })
    void aValueThatCannotWorkIsRefusedByItsKey(String key, String value, String sentence) {
        LagMonitorConfig config = Configured.with(Map.of(key, value));

        assertThatThrownBy(() -> LagMonitorRules.check(config, KAFKA))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bootstrap.servers|kafka|kafka.bootstrap.servers must be host:port, or several with commas between them, but is 'kafka'.",
                "request.timeout.ms|soon|A kafka.* property is refused by Kafka's client: Invalid value soon for configuration request.timeout.ms",
            })
    void whatKafkaWouldRefuseIsRefusedByItsKey(String key, String value, String sentence) {
        LagMonitorConfig config = Configured.with(Map.of());
        Map<String, Object> kafka = new HashMap<>(KAFKA);
        kafka.put(key, value);

        assertThatThrownBy(() -> LagMonitorRules.check(config, kafka))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(sentence);
    }

    @Test
    void oneGroupMayBeToldOtherwiseThanAll() {
        LagMonitorConfig config = Configured.with(Map.of(
                "scaling.max-replicas", "8", "scaling.groups.\"a.b\".max-replicas", "3", "scaling.min-replicas", "2"));

        assertThat(config.scaling("a.b").maxReplicas()).hasValue(3);
        assertThat(config.scaling("a.b").minReplicas()).isEqualTo(2);
        assertThat(config.scaling("c").maxReplicas()).hasValue(8);
    }

    @Test
    void theEnvironmentTellsOfAGroupWhoseNameHasAHyphen() {
        LagMonitorConfig config =
                Configured.byEnvironment(Map.of("rota.lag-monitor.scaling.groups.ambulance-alerts.max-replicas", "3"));

        assertThat(config.scaling("ambulance-alerts").maxReplicas()).hasValue(3);
        assertThat(config.scaling("billing").maxReplicas()).isEmpty();
    }

    @Test
    void whatOnlyTheConsumerWouldRefuseIsRefusedIfRecordsAreRead() {
        Map<String, Object> kafka = new HashMap<>(KAFKA);
        kafka.put("max.poll.records", "0");

        assertThatCode(() -> LagMonitorRules.check(Configured.with(Map.of()), kafka))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> LagMonitorRules.check(Configured.with(Map.of("read-records", "true")), kafka))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(
                        "A kafka.* property is refused by Kafka's client: Invalid value 0 for configuration max.poll.records")
                .hasNoCause();
    }

    @Test
    void theDefaultsAreValidIfRecordsAreRead() {
        LagMonitorConfig config = Configured.with(Map.of("read-records", "true"));

        assertThatCode(() -> LagMonitorRules.check(config, KAFKA)).doesNotThrowAnyException();
    }

    @Test
    void excludingWinsOverIncluding() {
        LagMonitorConfig config = Configured.with(Map.of("include", "team-.*", "exclude", ".*-test"));

        assertThat(config.covers("team-billing")).isTrue();
        assertThat(config.covers("team-billing-test")).isFalse();
        assertThat(config.covers("other")).isFalse();
    }
}
