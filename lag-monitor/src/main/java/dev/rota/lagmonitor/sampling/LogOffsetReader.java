package dev.rota.lagmonitor.sampling;

import dev.rota.lagmonitor.evaluation.LogOffsets;
import dev.rota.lagmonitor.evaluation.PartitionId;
import dev.rota.lagmonitor.evaluation.Reading;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * Reads where logs begin and end, once per partition and tick.
 *
 * <p>The Admin client asks again and again for a partition that has no leader, or that its topic no longer has, until
 * the deadline. So that such a partition costs one tick its deadline and not every tick, the topics of partitions that
 * missed are looked up first the next time, and only partitions with a leader are asked for.
 *
 * <p>Not thread-safe: the sampler's thread owns it.
 */
final class LogOffsetReader {

    private static final Reading<LogOffsets> NO_LEADER =
            Reading.missed("The partition has no leader, or does not exist");

    private final Admin admin;
    private final LagMonitorConfig config;
    private Set<String> suspectTopics = Set.of();

    LogOffsetReader(Admin admin, LagMonitorConfig config) {
        this.admin = admin;
        this.config = config;
    }

    Map<PartitionId, Reading<LogOffsets>> read(Collection<PartitionId> partitions) throws InterruptedException {
        Map<PartitionId, Reading<LogOffsets>> logs = withoutLeader(partitions);
        Map<PartitionId, Asked> asked = new HashMap<>();
        // All questions are under way before the first answer is waited for.
        partitions.stream()
                .filter(partition -> !logs.containsKey(partition))
                .gather(Gatherers.windowFixed(config.partitionsPerRequest()))
                .forEach(window -> asked.putAll(ask(window)));
        for (Map.Entry<PartitionId, Asked> question : asked.entrySet()) {
            logs.put(question.getKey(), question.getValue().await());
        }
        suspectTopics = logs.entrySet().stream()
                .filter(log -> log.getValue() instanceof Reading.Missed)
                .map(log -> log.getKey().topic())
                .collect(Collectors.toUnmodifiableSet());
        return logs;
    }

    /** The three questions about one partition. */
    private record Asked(
            KafkaFuture<ListOffsetsResultInfo> start,
            KafkaFuture<ListOffsetsResultInfo> lastStable,
            KafkaFuture<ListOffsetsResultInfo> end) {

        Reading<LogOffsets> await() throws InterruptedException {
            try {
                // They are answered one by one: in between, more may have been written or forgotten.
                long from = start.get().offset();
                long stable = Math.max(from, lastStable.get().offset());
                return Reading.taken(
                        new LogOffsets(from, stable, Math.max(stable, end.get().offset())));
            } catch (ExecutionException e) {
                return Reading.missed(Answers.reason(e));
            }
        }
    }

    private Map<PartitionId, Asked> ask(List<PartitionId> partitions) {
        ListOffsetsResult starts = ask(partitions, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        ListOffsetsResult stable = ask(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
        ListOffsetsResult ends = ask(partitions, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
        Map<PartitionId, Asked> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(
                partition,
                new Asked(
                        starts.partitionResult(kafka(partition)),
                        stable.partitionResult(kafka(partition)),
                        ends.partitionResult(kafka(partition)))));
        return asked;
    }

    private ListOffsetsResult ask(List<PartitionId> partitions, OffsetSpec spec, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
        partitions.forEach(partition -> specs.put(kafka(partition), spec));
        return admin.listOffsets(specs, new ListOffsetsOptions(isolation).timeoutMs(config.callTimeoutMillis()));
    }

    /** Those partitions of suspect topics that need not be asked for, each with the reason. */
    private Map<PartitionId, Reading<LogOffsets>> withoutLeader(Collection<PartitionId> partitions)
            throws InterruptedException {
        Map<PartitionId, Reading<LogOffsets>> missed = new HashMap<>();
        Map<String, List<PartitionId>> suspects = partitions.stream()
                .filter(partition -> suspectTopics.contains(partition.topic()))
                .collect(Collectors.groupingBy(PartitionId::topic));
        if (suspects.isEmpty()) {
            return missed;
        }
        DescribeTopicsOptions options = new DescribeTopicsOptions().timeoutMs(config.callTimeoutMillis());
        Map<String, KafkaFuture<TopicDescription>> topics =
                admin.describeTopics(suspects.keySet(), options).topicNameValues();
        for (Map.Entry<String, List<PartitionId>> suspect : suspects.entrySet()) {
            switch (Answers.await(Objects.requireNonNull(topics.get(suspect.getKey())))) {
                case Reading.Missed<TopicDescription>(String reason) ->
                    suspect.getValue().forEach(partition -> missed.put(partition, Reading.missed(reason)));
                case Reading.Taken<TopicDescription>(TopicDescription topic) -> {
                    Set<Integer> led = topic.partitions().stream()
                            .filter(LogOffsetReader::hasLeader)
                            .map(TopicPartitionInfo::partition)
                            .collect(Collectors.toSet());
                    suspect.getValue().stream()
                            .filter(partition -> !led.contains(partition.number()))
                            .forEach(partition -> missed.put(partition, NO_LEADER));
                }
            }
        }
        return missed;
    }

    private static boolean hasLeader(TopicPartitionInfo partition) {
        return partition.leader() != null && !partition.leader().isEmpty();
    }

    private static TopicPartition kafka(PartitionId partition) {
        return new TopicPartition(partition.topic(), partition.number());
    }
}
