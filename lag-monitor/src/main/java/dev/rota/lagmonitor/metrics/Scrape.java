package dev.rota.lagmonitor.metrics;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.PartitionId;
import dev.rota.lagmonitor.evaluation.PartitionLag;
import dev.rota.lagmonitor.evaluation.Snapshot;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.GaugeMetricFamily;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The series of one scrape while they are put together. Used once, by one thread. */
final class Scrape {

    private static final double MILLIS_PER_SECOND = 1000.0;

    private final GaugeMetricFamily currentOffset = gauge(
            "kafka_consumergroup_current_offset",
            "Offset of the next record that the group will read",
            "consumergroup",
            "topic",
            "partition");
    private final GaugeMetricFamily lag = gauge(
            "kafka_consumergroup_lag",
            "Records between the group and the end of the partition",
            "consumergroup",
            "topic",
            "partition");
    private final GaugeMetricFamily lagOfTopic = gauge(
            "kafka_consumergroup_lag_sum",
            "Records between the group and the end of the topic, over the partitions whose lag is known",
            "consumergroup",
            "topic");
    private final GaugeMetricFamily members =
            gauge("kafka_consumergroup_members", "Members of the group", "consumergroup");
    private final GaugeMetricFamily logEndOffset = gauge(
            "kafka_topic_partition_current_offset",
            "Offset that the next record written to the partition will get",
            "topic",
            "partition");
    private final GaugeMetricFamily lagOfGroup = gauge(
            "rota_consumergroup_lag",
            "Records that the group is behind, over the partitions whose lag is known",
            "consumergroup");
    private final GaugeMetricFamily partitions =
            gauge("rota_consumergroup_partitions", "Partitions that the group owns or has committed", "consumergroup");
    private final GaugeMetricFamily partitionsOfUnknownLag = gauge(
            "rota_consumergroup_unknown_lag_partitions",
            "Partitions of the group that are in no sum because their lag is unknown",
            "consumergroup");
    private final GaugeMetricFamily sampleAge =
            gauge("rota_lag_monitor_sample_age_seconds", "Time since the cluster was last sampled successfully");
    private final GaugeMetricFamily groupsWithGaps = gauge(
            "rota_lag_monitor_groups_with_gaps", "Groups that could not be read fully at the last successful tick");

    private final String cluster;
    private final Map<PartitionId, Long> logEndOffsets = new HashMap<>();

    Scrape(String cluster) {
        this.cluster = cluster;
    }

    void addMonitor(Snapshot snapshot) {
        sampleAge.addMetric(List.of(cluster), snapshot.takenAt().age().toMillis() / MILLIS_PER_SECOND);
        add(
                groupsWithGaps,
                snapshot.groups().stream()
                        .filter(group -> !group.gaps().isEmpty())
                        .count());
    }

    void addGroup(GroupLag group) {
        String id = group.group();
        group.members().ifPresent(known -> add(members, known.size(), id));
        group.totalLag().ifPresent(total -> add(lagOfGroup, total, id));
        add(partitions, group.partitions().size(), id);
        add(partitionsOfUnknownLag, group.partitionsOfUnknownLag(), id);
        Map<String, Long> lagByTopic = new HashMap<>();
        for (PartitionLag partition : group.partitions()) {
            addPartition(id, partition);
            partition
                    .lag()
                    .ifPresent(behind -> lagByTopic.merge(partition.partition().topic(), behind, Math::addExact));
        }
        lagByTopic.forEach((topic, total) -> add(lagOfTopic, total, id, topic));
    }

    private void addPartition(String group, PartitionLag partition) {
        String topic = partition.partition().topic();
        String number = Integer.toString(partition.partition().number());
        partition.currentOffset().ifPresent(offset -> add(currentOffset, offset, group, topic, number));
        partition.lag().ifPresent(behind -> add(lag, behind, group, topic, number));
        // A group that was not renewed may remember an older end than the others do.
        partition.logEndOffset().ifPresent(end -> logEndOffsets.merge(partition.partition(), end, Math::max));
    }

    List<MetricFamilySamples> families() {
        logEndOffsets.forEach(
                (partition, end) -> add(logEndOffset, end, partition.topic(), Integer.toString(partition.number())));
        return List.of(
                currentOffset,
                lag,
                lagOfTopic,
                members,
                logEndOffset,
                lagOfGroup,
                partitions,
                partitionsOfUnknownLag,
                sampleAge,
                groupsWithGaps);
    }

    private void add(GaugeMetricFamily family, long value, String... labels) {
        // Prometheus knows doubles only, which are exact up to 2^53.
        family.addMetric(withFirst(cluster, labels), (double) value);
    }

    private static GaugeMetricFamily gauge(String name, String help, String... labels) {
        return new GaugeMetricFamily(name, help, withFirst("cluster", labels));
    }

    private static List<String> withFirst(String first, String... rest) {
        return Stream.concat(Stream.of(first), Arrays.stream(rest)).toList();
    }
}
