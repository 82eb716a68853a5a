package dev.rota.analytics.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.analytics.lifecycle.LifecycleStream;
import dev.rota.analytics.minutes.MinuteStream;
import dev.rota.analytics.revenue.RevenueStream;
import dev.rota.analytics.streams.TasksAtWork.Stint;
import dev.rota.analytics.topology.AnalyticsTopology;
import dev.rota.analytics.topology.TestDrive;
import dev.rota.analytics.topology.TestSerdes;
import dev.rota.analytics.vehicles.VehicleStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TasksAtWorkTest {

    /** All that can be asked. */
    private static final List<String> STORES = List.of(
            RevenueStream.REVENUE,
            RevenueStream.RANKING,
            LifecycleStream.ORDERS,
            MinuteStream.MINUTES,
            VehicleStream.VEHICLES);

    private final TasksAtWork tasks = new TasksAtWork();

    @Test
    void aStoreIsWorkedOnFromWhenItsProcessorBeginsUntilItEnds(@TempDir Path state) {
        Properties settings = settings(state);
        Topology topology = AnalyticsTopology.build(
                new StreamsBuilder(new TopologyConfig(new StreamsConfig(settings))),
                TestDrive.SETTINGS,
                new TestSerdes());
        assertThat(STORES).noneMatch(store -> tasks.stint(store, 0).isPresent());

        try (TopologyTestDriver _ = new TopologyTestDriver(topology, settings)) {
            assertThat(STORES).allMatch(store -> tasks.stint(store, 0).isPresent());
            assertThat(STORES).noneMatch(store -> tasks.stint(store, 1).isPresent());
            assertThat(tasks.snapshot().test(RevenueStream.REVENUE, 0)).isTrue();
        }

        assertThat(STORES).noneMatch(store -> tasks.stint(store, 0).isPresent());
    }

    @Test
    void reportingChangesNothingOfTheTopology(@TempDir Path state) {
        Topology reporting = AnalyticsTopology.build(
                new StreamsBuilder(new TopologyConfig(new StreamsConfig(settings(state)))),
                TestDrive.SETTINGS,
                new TestSerdes());

        assertThat(lines(reporting)).isEqualTo(lines(AnalyticsTopology.build(TestDrive.SETTINGS, new TestSerdes())));
    }

    @Test
    void whoBeginsAnewIsNotTheSame() {
        List<String> stores = List.of("store");
        Stint first = tasks.begin(stores, 3);
        tasks.end(stores, 3, first);
        Stint second = tasks.begin(stores, 3);

        assertThat(tasks.stint("store", 3)).containsSame(second).isNotEqualTo(Optional.of(first));
    }

    @Test
    void whoEndsLateEndsNobodyElse() {
        List<String> stores = List.of("store");
        Stint first = tasks.begin(stores, 3);
        Stint second = tasks.begin(stores, 3);

        tasks.end(stores, 3, first);

        assertThat(tasks.stint("store", 3)).containsSame(second);
    }

    private Properties settings(Path state) {
        Properties settings = new Properties();
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:9092");
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        settings.put(StreamsConfig.PROCESSOR_WRAPPER_CLASS_CONFIG, WorkReports.class);
        settings.put(WorkReports.SETTING, tasks);
        return settings;
    }

    /** Kafka Streams gives a step's stores in no order. */
    private static List<String> lines(Topology topology) {
        return topology.describe()
                .toString()
                .lines()
                .map(line -> line.replaceAll("\\(stores: .*", "").stripTrailing())
                .toList();
    }
}
