package dev.rota.analytics.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.junit.jupiter.api.Test;

/** Without brokers: how it begins and ends where it cannot run. */
class AnalyticsStreamsTest {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(3);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void whateverKeepsItFromStartingIsSeen() throws InterruptedException {
        AnalyticsStreams analytics = analytics(Map.of("metric.reporters", Unlinked.class.getName()));

        analytics.start(new StartupEvent());

        await().atMost(Duration.ofSeconds(20)).until(analytics::hasFailed);
        analytics.stop(new ShutdownEvent());
    }

    @Test
    void aStopTakesNoLongerThanItIsAllowed() throws InterruptedException {
        AnalyticsStreams analytics = analytics(Map.of());
        analytics.start(new StartupEvent());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> analytics.amiss().equals(List.of("the brokers do not answer")));
        long begin = System.nanoTime();

        analytics.stop(new ShutdownEvent());

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(STOP_WITHIN.plusSeconds(1));
    }

    @Test
    void whileNoMemberIsKnownNothingIsHeld() throws InterruptedException {
        AnalyticsStreams analytics = analytics(Map.of());
        analytics.start(new StartupEvent());
        GroupContact group = new GroupContact(analytics);

        assertThat(group.isHeld()).isFalse();
        group.start(new StartupEvent());
        await().atMost(Duration.ofSeconds(20)).until(group::isHeld);

        group.close();
        analytics.stop(new ShutdownEvent());
    }

    private AnalyticsStreams analytics(Map<String, Object> more) {
        Map<String, Object> kafka = new HashMap<>(Map.of(
                "bootstrap.servers", "localhost:1",
                "client.id", "nobody",
                "apicurio.registry.url", "http://localhost:1/apis/registry/v3"));
        kafka.putAll(more);
        return new AnalyticsStreams(
                StreamsSettingsTest.config("state-dir=target/analytics-streams-test stop-within=" + STOP_WITHIN),
                new RestoreProgress(meters),
                new TasksAtWork(),
                meters,
                kafka);
    }

    /** As if a class were missing that only the first look at the brokers needs. */
    public static final class Unlinked implements MetricsReporter {

        @Override
        public void configure(Map<String, ?> settings) {
            if ("nobody-start".equals(settings.get("client.id"))) {
                throw new NoClassDefFoundError("missing");
            }
        }

        @Override
        public void init(List<KafkaMetric> metrics) {}

        @Override
        public void metricChange(KafkaMetric metric) {}

        @Override
        public void metricRemoval(KafkaMetric metric) {}

        @Override
        public void close() {}
    }
}
