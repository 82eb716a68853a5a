package dev.rota.department.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChannelSettingsTest {

    @Test
    void aDepartmentIsToldItsTopicAndGroup() {
        assertThat(settings("name=ambulance-alerts"))
                .contains(
                        entry("topic", "vehicle.telemetry"),
                        entry("group.id", "ambulance-alerts"),
                        entry("dead-letter-queue.topic", "ambulance-alerts.dead-letters"),
                        entry("enable.auto.commit", "true"),
                        entry("commit-strategy", "ignore"));
    }

    @ParameterizedTest
    @CsvSource({
        "auto, ignore, true, false",
        "before, acked, false, false",
        "sync, acked, false, false",
        "async, acked, false, false",
        "batch, acked, false, true",
        "checkpoint, acked, false, false",
        "throttled, throttled, false, false",
    })
    void eachStrategyIsOneOfTheConnectorsOrOurs(String strategy, String connectors, String autoCommit, String batch) {
        assertThat(settings("commit=" + strategy))
                .contains(
                        entry("commit-strategy", connectors),
                        entry("enable.auto.commit", autoCommit),
                        entry("batch", batch));
    }

    @ParameterizedTest
    @EnumSource
    void eachAssignorCanBeHad(Assignor assignor) throws ClassNotFoundException {
        String name = assignor.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

        String type = settings("assignor=" + name).get("partition.assignment.strategy");

        assertThat(Class.forName(type).getSimpleName()).isEqualToIgnoringCase(name.replace("-", "") + "Assignor");
    }

    @Test
    void whereTheBrokersDecideThereIsNoAssignor() {
        assertThat(settings("protocol=consumer"))
                .contains(entry("group.protocol", "consumer"))
                .doesNotContainKey("partition.assignment.strategy");
    }

    @Test
    void aRetryWaitsInATopicForEachDelayWhichTheReplicasShare() {
        assertThat(settings("name=email failure=delayed-retry retry-delays=2s,PT1M"))
                .contains(
                        entry("failure-strategy", "delayed-retry-topic"),
                        entry("delayed-retry-topic.topics", "email.retry_2000,email.retry_60000"),
                        entry("delayed-retry-topic.max-retries", "2"),
                        entry("delayed-retry-topic.consumer.group.id", "email.retry"),
                        entry("dead-letter-queue.topic", "email.dead-letters"));
    }

    @ParameterizedTest
    @CsvSource({
        "concurrency=4 commit=sync, rota.department.concurrency=4 needs rota.department.commit=throttled",
        "concurrency=2 name=pharmacy, rota.department.concurrency=2 needs rota.department.commit=throttled",
        "protocol=consumer assignor=range, rota.department.assignor must be left out",
        "commit-interval=0s, rota.department.commit-interval must be",
        "drain-within=0s, rota.department.drain-within must be",
        "work=PT-1S, rota.department.work must not be negative",
        "failure=delayed-retry commit=batch, rota.department.failure=delayed-retry cannot be had with rota.department.commit=batch",
        "failure=delayed-retry commit=throttled concurrency=2, rota.department.failure=delayed-retry cannot be had with rota.department.concurrency=2",
        "failure=delayed-retry commit=before, rota.department.failure=delayed-retry cannot be had with rota.department.commit=before",
        "failure=delayed-retry retry-delays=30d, rota.department.retry-delays must be 24 days at most",
        "'failure=delayed-retry retry-delays=13d,13d', rota.department.retry-delays must be 24 days at most",
        "failure=delayed-retry retry-delays=0s, rota.department.retry-delays must be",
    })
    void whatMakesNoSenseIsRefusedWithASentence(String config, String sentence) {
        assertThatIllegalArgumentException().isThrownBy(() -> settings(config)).withMessageStartingWith(sentence);
    }

    /** Of properties below {@code rota.department}, with blanks between them. */
    private static Map<String, String> settings(String config) {
        Map<String, String> properties = Arrays.stream(config.split(" ", -1))
                .map(property -> property.split("=", 2))
                .collect(Collectors.toMap(property -> "rota.department." + property[0], property -> property[1]));
        return ChannelSettings.of(new SmallRyeConfigBuilder()
                .withMapping(DepartmentConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build()
                .getConfigMapping(DepartmentConfig.class));
    }
}
