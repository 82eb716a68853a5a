package dev.rota.lagmonitor.sampling;

import dev.rota.lagmonitor.evaluation.PartitionId;
import dev.rota.lagmonitor.evaluation.Reading;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * Reads where logs end, once per partition and tick.
 *
 * <p>The Admin client asks again and again for a partition that has no leader, or that its topic no longer has, until
 * the deadline. So that such a partition costs one tick its deadline and not every tick, the topics of partitions that
 * missed are looked up first the next time, and only partitions with a leader are asked for.
 *
 * <p>Not thread-safe: the sampler's thread owns it.
 */
final class EndOffsetReader {

    private static final Reading<Long> NO_LEADER = Reading.missed("The partition has no leader, or does not exist");

    private final Admin admin;
    private final LagMonitorConfig config;
    private Set<String> suspectTopics = Set.of();

    EndOffsetReader(Admin admin, LagMonitorConfig config) {
        this.admin = admin;
        this.config = config;
    }

    Map<PartitionId, Reading<Long>> read(Collection<PartitionId> partitions) throws InterruptedException {
        Map<PartitionId, Reading<Long>> ends = withoutLeader(partitions);
        Map<PartitionId, KafkaFuture<ListOffsetsResultInfo>> asked = new HashMap<>();
        partitions.stream()
                .filter(partition -> !ends.containsKey(partition))
                .gather(Gatherers.windowFixed(config.partitionsPerRequest()))
                .forEach(window -> asked.putAll(ask(window)));
        for (Map.Entry<PartitionId, KafkaFuture<ListOffsetsResultInfo>> answer : asked.entrySet()) {
            ends.put(answer.getKey(), Answers.await(answer.getValue().thenApply(ListOffsetsResultInfo::offset)));
        }
        suspectTopics = ends.entrySet().stream()
                .filter(end -> end.getValue() instanceof Reading.Missed)
                .map(end -> end.getKey().topic())
                .collect(Collectors.toUnmodifiableSet());
        return ends;
    }

    private Map<PartitionId, KafkaFuture<ListOffsetsResultInfo>> ask(List<PartitionId> partitions) {
        Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
        partitions.forEach(partition -> specs.put(kafka(partition), OffsetSpec.latest()));
        ListOffsetsResult result =
                admin.listOffsets(specs, new ListOffsetsOptions().timeoutMs(config.callTimeoutMillis()));
        Map<PartitionId, KafkaFuture<ListOffsetsResultInfo>> answers = new HashMap<>();
        partitions.forEach(partition -> answers.put(partition, result.partitionResult(kafka(partition))));
        return answers;
    }

    /** Those partitions of suspect topics that need not be asked for, each with the reason. */
    private Map<PartitionId, Reading<Long>> withoutLeader(Collection<PartitionId> partitions)
            throws InterruptedException {
        Map<PartitionId, Reading<Long>> missed = new HashMap<>();
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
                            .filter(EndOffsetReader::hasLeader)
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
