package dev.rota.lagmonitor.metrics;

import dev.rota.lagmonitor.evaluation.Snapshot;
import dev.rota.lagmonitor.sampling.LagMonitorConfig;
import dev.rota.lagmonitor.sampling.Monitor;
import dev.rota.lagmonitor.sampling.MonitorState;
import io.prometheus.client.Collector;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;

/**
 * Writes the latest snapshot out when Prometheus asks, in one pass over memory. Nothing is registered per group, so a
 * group's series end with the group, and a scrape never mixes two snapshots.
 *
 * <p>What is unknown has no series, and neither have figures older than {@link LagMonitorConfig#staleAfter()}: a gap can
 * be alerted upon, a number that stands still for the wrong reason cannot.
 *
 * <p>Names and labels are those of <a href="https://github.com/danielqsj/kafka_exporter">kafka_exporter</a>, with the
 * label {@code cluster} added.
 */
@Singleton
final class LagCollector extends Collector {

    private final LagMonitorConfig config;
    private final Monitor monitor;

    LagCollector(LagMonitorConfig config, Monitor monitor) {
        this.config = config;
        this.monitor = monitor;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        MonitorState state = monitor.state();
        return state.snapshot().map(snapshot -> collect(snapshot, state)).orElse(List.of());
    }

    private List<MetricFamilySamples> collect(Snapshot snapshot, MonitorState state) {
        Scrape scrape = new Scrape(config.cluster());
        scrape.addMonitor(snapshot);
        long now = System.nanoTime();
        snapshot.groups().stream()
                .filter(group -> group.sampledAt().isWithin(config.staleAfter()))
                .sorted(Comparator.comparingLong(group -> group.sampledAt().nanoTime() - now))
                .forEach(group -> {
                    scrape.addGroup(group);
                    state.advice(group.group(), config.staleAfter()).ifPresent(scrape::addAdvice);
                });
        return scrape.families();
    }
}
