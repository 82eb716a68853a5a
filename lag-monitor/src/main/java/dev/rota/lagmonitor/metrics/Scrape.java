package dev.rota.lagmonitor.metrics;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.LogOffsets;
import dev.rota.lagmonitor.evaluation.PartitionId;
import dev.rota.lagmonitor.evaluation.PartitionLag;
import dev.rota.lagmonitor.evaluation.Snapshot;
import dev.rota.lagmonitor.evaluation.Status;
import dev.rota.lagmonitor.evaluation.TopicSkew;
import dev.rota.lagmonitor.scaling.ScalingAdvice;
import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
            "Offsets between the group and the end of the partition",
            "consumergroup",
            "topic",
            "partition");
    private final GaugeMetricFamily currentOffsetOfTopic = gauge(
            "kafka_consumergroup_current_offset_sum",
            "Sum of the offsets of the next records that the group will read of the topic",
            "consumergroup",
            "topic");
    private final GaugeMetricFamily lagOfTopic = gauge(
            "kafka_consumergroup_lag_sum",
            "Offsets between the group and the end of the topic, over the partitions whose lag is known",
            "consumergroup",
            "topic");
    private final GaugeMetricFamily members =
            gauge("kafka_consumergroup_members", "Members of the group", "consumergroup");
    private final GaugeMetricFamily logEndOffset = gauge(
            "kafka_topic_partition_current_offset",
            "Offset that the next record written to the partition will get",
            "topic",
            "partition");
    private final GaugeMetricFamily openTransaction = gauge(
            "rota_topic_partition_open_transaction_seconds",
            "For how long one open transaction has held up the last stable offset; 0 if none does",
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
    private final GaugeMetricFamily oldestOffset = gauge(
            "kafka_topic_partition_oldest_offset",
            "Offset of the oldest record that the partition still has",
            "topic",
            "partition");
    private final GaugeMetricFamily lastStableOffset = gauge(
            "rota_topic_partition_last_stable_offset",
            "Offset below which all transactions have ended",
            "topic",
            "partition");
    private final GaugeMetricFamily timeLag = gauge(
            "rota_consumergroup_partition_time_lag_seconds",
            "Time since the oldest record was written that the group has still to read",
            "consumergroup",
            "topic",
            "partition");
    private final GaugeMetricFamily timeLagOfGroup = gauge(
            "rota_consumergroup_time_lag_seconds",
            "The greatest of the group's partitions: time since the oldest record was written that is still to be read",
            "consumergroup");
    private final GaugeMetricFamily status = gauge(
            "rota_consumergroup_status", "1 for the status of the group, 0 for all others", "consumergroup", "status");
    private final GaugeMetricFamily lost = gauge(
            "rota_consumergroup_lost_records",
            "Records that logs had forgotten before the group read them, from its committed offsets on",
            "consumergroup");
    private final GaugeMetricFamily timeToLoss = gauge(
            "rota_consumergroup_time_to_loss_seconds",
            "Time until a log forgets a record that the group has not read, at the present rates",
            "consumergroup");
    private final GaugeMetricFamily idleMembers =
            gauge("rota_consumergroup_idle_members", "Members of the group that own no partition", "consumergroup");
    private final GaugeMetricFamily partitionSkew = gauge(
            "rota_consumergroup_partition_skew",
            "How many times the mean the member has that owns most partitions",
            "consumergroup");
    private final GaugeMetricFamily loadSkew = gauge(
            "rota_consumergroup_load_skew",
            "How many times the mean the member has to whose partitions most is written",
            "consumergroup");
    private final CounterMetricFamily rebalances = new CounterMetricFamily(
            "rota_consumergroup_rebalances_total",
            "Rebalances of the group since it is watched, by their causes",
            List.of("cluster", "consumergroup", "cause"));
    private final GaugeMetricFamily wantedReplicas =
            gauge("rota_consumergroup_wanted_replicas", "Replicas that the group wants now", "consumergroup");
    private final GaugeMetricFamily currentReplicas = gauge(
            "rota_consumergroup_current_replicas",
            "Replicas of the group by the members that there are",
            "consumergroup");
    private final GaugeMetricFamily scalingCause = gauge(
            "rota_consumergroup_scaling_cause",
            "1 with the cause why the group wants so many replicas",
            "consumergroup",
            "cause");
    private final GaugeMetricFamily readPerMember = gauge(
            "rota_consumergroup_member_records_per_second",
            "Records that one member of the group can read per second, or the most that one has",
            "consumergroup");
    private final GaugeMetricFamily arriving = gauge(
            "rota_consumergroup_arriving_records_per_second",
            "Records that are written per second for the group to read, with their trend",
            "consumergroup");
    private final GaugeMetricFamily topicSkew = gauge(
            "rota_topic_arrival_skew", "How many times the mean the topic's partition gets that gets most", "topic");
    private final GaugeMetricFamily hotPartitions = gauge(
            "rota_topic_hot_partitions",
            "Partitions of the topic to which several times as much is written as to the others",
            "topic");
    private final GaugeMetricFamily sampleAge =
            gauge("rota_lag_monitor_sample_age_seconds", "Time since the cluster was last sampled successfully");
    private final GaugeMetricFamily groupsWithGaps = gauge(
            "rota_lag_monitor_groups_with_gaps", "Groups that could not be read fully at the last successful tick");

    private final GaugeMetricFamily groupsDropped = gauge(
            "rota_lag_monitor_groups_dropped", "Groups that are not watched because there are more than max-groups");

    private final String cluster;
    private final Map<PartitionId, PartitionLag> logs = new HashMap<>();
    private final Map<String, TopicSkew> topics = new HashMap<>();

    Scrape(String cluster) {
        this.cluster = cluster;
    }

    void addMonitor(Snapshot snapshot) {
        add(sampleAge, snapshot.takenAt().age());
        add(
                groupsWithGaps,
                snapshot.groups().stream()
                        .filter(group -> !group.gaps().isEmpty())
                        .count());
        add(groupsDropped, snapshot.dropped());
    }

    /** Groups come in the order in which they were read: what one remembers of a log gives way to what a later one was told. */
    void addGroup(GroupLag group) {
        String id = group.group();
        group.members().ifPresent(known -> add(members, known.size(), id));
        group.totalLag().ifPresent(total -> add(lagOfGroup, total, id));
        add(partitions, group.partitions().size(), id);
        add(partitionsOfUnknownLag, group.partitionsOfUnknownLag(), id);
        group.timeLag().ifPresent(time -> add(timeLagOfGroup, time, id));
        Status current = group.status();
        for (Status each : Status.values()) {
            add(status, each == current ? 1 : 0, id, each.name());
        }
        group.lost().ifPresent(records -> add(lost, records, id));
        group.timeToLoss().ifPresent(time -> add(timeToLoss, time, id));
        group.membership().ifPresent(membership -> {
            membership.idle().ifPresent(idle -> add(idleMembers, idle, id));
            membership.partitionSkew().ifPresent(skew -> add(partitionSkew, skew, id));
            membership.loadSkew().ifPresent(skew -> add(loadSkew, skew, id));
        });
        group.rebalances()
                .counts()
                .forEach((cause, count) -> rebalances.addMetric(List.of(cluster, id, cause.name()), (double) count));
        group.topics().forEach(topic -> topics.put(topic.topic(), topic));
        Map<String, Long> lagByTopic = new HashMap<>();
        Map<String, Long> offsetByTopic = new HashMap<>();
        for (PartitionLag partition : group.partitions()) {
            addPartition(id, partition);
            partition
                    .currentOffset()
                    .ifPresent(
                            offset -> offsetByTopic.merge(partition.partition().topic(), offset, Math::addExact));
            partition
                    .offsetLag()
                    .ifPresent(behind -> lagByTopic.merge(partition.partition().topic(), behind, Math::addExact));
        }
        offsetByTopic.forEach((topic, total) -> add(currentOffsetOfTopic, total, id, topic));
        lagByTopic.forEach((topic, total) -> add(lagOfTopic, total, id, topic));
    }

    void addAdvice(ScalingAdvice advice) {
        String id = advice.group();
        add(wantedReplicas, advice.wanted(), id);
        advice.current().ifPresent(replicas -> add(currentReplicas, replicas, id));
        add(scalingCause, 1, id, advice.cause().name());
        advice.basis().readPerMember().ifPresent(rate -> add(readPerMember, rate, id));
        advice.basis().arriving().ifPresent(rate -> add(arriving, rate, id));
    }

    private void addPartition(String group, PartitionLag partition) {
        String topic = partition.partition().topic();
        String number = Integer.toString(partition.partition().number());
        // Most series are of these three families: they share what they have in common.
        List<String> labels = withFirst(cluster, group, topic, number);
        partition.currentOffset().ifPresent(offset -> add(currentOffset, offset, labels));
        partition.offsetLag().ifPresent(behind -> add(lag, behind, labels));
        partition.timeLag().age().ifPresent(time -> add(timeLag, time, labels));
        partition.log().ifPresent(_ -> logs.put(partition.partition(), partition));
    }

    List<MetricFamilySamples> families() {
        logs.forEach((partition, known) -> {
            String number = Integer.toString(partition.number());
            LogOffsets log = known.log().orElseThrow();
            add(logEndOffset, log.end(), partition.topic(), number);
            add(oldestOffset, log.start(), partition.topic(), number);
            add(lastStableOffset, log.lastStable(), partition.topic(), number);
            add(openTransaction, known.heldUp().orElse(Duration.ZERO), partition.topic(), number);
        });
        topics.forEach((topic, arrival) -> arrival.skew().ifPresent(skew -> {
            add(topicSkew, skew, topic);
            add(hotPartitions, arrival.hot().size(), topic);
        }));
        return List.of(
                currentOffset,
                currentOffsetOfTopic,
                lag,
                lagOfTopic,
                members,
                logEndOffset,
                oldestOffset,
                lastStableOffset,
                openTransaction,
                lagOfGroup,
                timeLag,
                timeLagOfGroup,
                status,
                lost,
                timeToLoss,
                partitions,
                partitionsOfUnknownLag,
                idleMembers,
                partitionSkew,
                loadSkew,
                rebalances,
                wantedReplicas,
                currentReplicas,
                scalingCause,
                readPerMember,
                arriving,
                topicSkew,
                hotPartitions,
                sampleAge,
                groupsWithGaps,
                groupsDropped);
    }

    private void add(GaugeMetricFamily family, long value, String... labels) {
        add(family, value, withFirst(cluster, labels));
    }

    private void add(GaugeMetricFamily family, double value, String... labels) {
        family.addMetric(withFirst(cluster, labels), value);
    }

    private void add(GaugeMetricFamily family, Duration time, String... labels) {
        add(family, time, withFirst(cluster, labels));
    }

    private static void add(GaugeMetricFamily family, long value, List<String> labels) {
        // Prometheus knows doubles only, which are exact up to 2^53.
        family.addMetric(labels, (double) value);
    }

    private static void add(GaugeMetricFamily family, Duration time, List<String> labels) {
        family.addMetric(labels, time.toMillis() / MILLIS_PER_SECOND);
    }

    private static GaugeMetricFamily gauge(String name, String help, String... labels) {
        return new GaugeMetricFamily(name, help, withFirst("cluster", labels));
    }

    private static List<String> withFirst(String first, String... rest) {
        String[] all = new String[rest.length + 1];
        all[0] = first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return Arrays.asList(all);
    }
}
