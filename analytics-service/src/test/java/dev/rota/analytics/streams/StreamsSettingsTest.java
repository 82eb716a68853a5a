package dev.rota.analytics.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamsSettingsTest {

    private static final Map<String, String> KAFKA =
            Map.of("bootstrap.servers", "localhost:9092", "client.id", "order-analytics-1");

    @Test
    void unlessToldOtherwiseEachEventCountsOnceAndEachStoreHasACopy() {
        assertThat(settings(""))
                .contains(
                        entry("application.id", "order-analytics"),
                        entry("processing.guarantee", "exactly_once_v2"),
                        entry("group.protocol", "classic"),
                        entry("num.standby.replicas", 1),
                        entry("commit.interval.ms", 100L),
                        entry("statestore.cache.max.bytes", 64L << 20),
                        entry("producer.transaction.timeout.ms", 10_000),
                        entry("producer.acks", "all"),
                        entry("replication.factor", -1),
                        entry("ensure.explicit.internal.resource.naming", true),
                        entry("application.server", "localhost:8083"),
                        entry("errors.dead.letter.queue.topic.name", "order-analytics.dead-letters"),
                        entry("main.consumer.session.timeout.ms", 10_000))
                .doesNotContainKey("main.consumer.group.instance.id");
    }

    @ParameterizedTest
    @CsvSource({"exactly-once, exactly_once_v2", "at-least-once, at_least_once"})
    void kafkaStreamsTakesWhatWeMake(String guarantee, String streams) {
        Properties properties = new Properties();
        properties.putAll(settings("guarantee=" + guarantee + " rack=a tags.zone=z spread-over=rack,zone"));

        StreamsConfig config = new StreamsConfig(properties);

        assertThat(config.getString("processing.guarantee")).isEqualTo(streams);
        assertThat(config.getClientTags()).containsOnly(entry("rack", "a"), entry("zone", "z"));
        assertThat(config.getMainConsumerConfigs("g", "c", 0)).containsEntry("client.rack", "a");
    }

    @Test
    void aStaticMemberIsKnownByItsInstanceAndStaysWhenItStops() {
        AnalyticsConfig config = config("static-membership=true instance=order-analytics-0");

        assertThat(StreamsSettings.of(config, KAFKA))
                .contains(
                        entry("main.consumer.group.instance.id", "order-analytics-0"),
                        entry("main.consumer.session.timeout.ms", 45_000));
        assertThat(config.whenStopped()).isEqualTo(AnalyticsConfig.OnStop.STAY);
    }

    @Test
    void whereTheBrokersDecideTheyAreNotToldWhatTheyDoNotHear() {
        assertThat(settings("protocol=streams"))
                .containsEntry("group.protocol", "streams")
                .doesNotContainKeys(
                        "num.standby.replicas",
                        "main.consumer.session.timeout.ms",
                        "main.consumer.heartbeat.interval.ms");
    }

    @Test
    void copiesAreSpreadOverRacksWhereOneIsNamed() {
        assertThat(settings("rack=eu-1a rack-strategy=balance-subtopology"))
                .contains(
                        entry("consumer.client.rack", "eu-1a"),
                        entry("client.tag.rack", "eu-1a"),
                        entry("rack.aware.assignment.tags", "rack"),
                        entry("rack.aware.assignment.strategy", "balance_subtopology"));
    }

    @Test
    void aRackThatIsSaidToBeNothingIsNone() {
        // What a pod is told of its zone where the cluster puts no such label on it.
        assertThat(settings("rack="))
                .doesNotContainKeys("consumer.client.rack", "client.tag.rack", "rack.aware.assignment.tags");
    }

    @Test
    void kafkaSettingsGoBeforeDefaultsUnderWhateverPrefix() {
        Map<String, Object> settings = StreamsSettings.of(
                config(""), with("max.request.size", "1000000", "max.task.idle.ms", "50", "restore.consumer.x", "y"));

        assertThat(settings)
                .contains(
                        entry("max.request.size", "1000000"),
                        entry("max.task.idle.ms", "50"),
                        entry("restore.consumer.x", "y"))
                .doesNotContainKey("producer.max.request.size");
    }

    @Test
    void whatIsOfTheRegistryOrOfTheGroupIsNotForKafkaStreams() {
        assertThat(StreamsSettings.of(config(""), with("apicurio.registry.url", "http://r", "group.id", "g")))
                .doesNotContainKeys("apicurio.registry.url", "group.id");
    }

    @ParameterizedTest
    @CsvSource({
        "commit.interval.ms, kafka.commit.interval.ms",
        "consumer.session.timeout.ms, kafka.consumer.session.timeout.ms",
        "transaction.timeout.ms, kafka.transaction.timeout.ms",
        "main.consumer.group.instance.id, rota.analytics.static-membership",
    })
    void whatIsSaidByRotaIsNotSaidTwice(String key, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamsSettings.of(config(""), with(key, "1")))
                .withMessageContaining(named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "static-membership=true protocol=streams instance=a | rota.analytics.static-membership=true cannot be had with rota.analytics.protocol=streams",
                "static-membership=true | needs rota.instance",
                "protocol=streams session-timeout=20S | rota.analytics.session-timeout must be left out",
                "session-timeout=1S | rota.analytics.session-timeout must be longer than kafka.heartbeat.interval.ms (1000)",
                "on-stop=stay | rota.analytics.on-stop=stay needs rota.analytics.static-membership=true",
                "commit-interval=6S | rota.analytics.transaction-timeout must be twice rota.analytics.commit-interval",
                "commit-interval=0S | rota.analytics.commit-interval must be a millisecond at least",
                "restart-window=2M | rota.analytics.restart-window must be four times rota.analytics.registry-patience",
                "registry-patience=3M restart-window=1H | rota.analytics.registry-patience must be half of kafka.max.poll.interval.ms",
                "rack-strategy=min-traffic | rota.analytics.rack-strategy=min-traffic needs rota.analytics.rack",
                "rack=a tags.rack=b | rota.analytics.tags.rack must be left out",
                "spread-over=zone | there is no rota.analytics.tags.zone",
                "advertised=here | rota.analytics.advertised must be host:port",
                "advertised=a_host:8083 | rota.analytics.advertised must be host:port",
                "advertised=::1:8083 | rota.analytics.advertised must be host:port",
                "advertised=http://here:8083 | rota.analytics.advertised must be host:port",
                "advertised=here:8083/there | rota.analytics.advertised must be host:port",
                "advertised=here:70000 | rota.analytics.advertised must be host:port",
                "grace=-1S | rota.analytics.grace must not be negative",
                "speed.average=0S | rota.analytics.speed.average must be a millisecond at least",
            })
    void whatMakesNoSenseIsASentenceThatNamesTheKey(String given, String sentence) {
        assertThatIllegalArgumentException().isThrownBy(() -> settings(given)).withMessageContaining(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8083", "10.0.0.7:80", "order-analytics-0.analytics:8083", "[::1]:8083"})
    void whereAUrlCanPointOthersCanAsk(String advertised) {
        assertThat(settings("advertised=" + advertised)).containsEntry("application.server", advertised);
    }

    private static Map<String, String> with(String... more) {
        Map<String, String> all = new HashMap<>(KAFKA);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private static Map<String, Object> settings(String given) {
        return StreamsSettings.of(config(given), KAFKA);
    }

    /** With settings as {@code key=value}, spaces between them. */
    static AnalyticsConfig config(String given) {
        Map<String, String> properties = new HashMap<>(Map.of("quarkus.http.port", "8083"));
        Arrays.stream(given.split(" ", -1))
                .filter(setting -> !setting.isEmpty())
                .forEach(setting -> {
                    String[] parts = setting.split("=", 2);
                    properties.put("rota.analytics." + parts[0], parts[1]);
                });
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .addDefaultInterceptors()
                .withMapping(AnalyticsConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(AnalyticsConfig.class);
    }
}
