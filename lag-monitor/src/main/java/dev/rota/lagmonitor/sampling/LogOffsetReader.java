package dev.rota.lagmonitor.sampling;

import static java.util.Objects.requireNonNull;

import dev.rota.lagmonitor.evaluation.LogOffsets;
import dev.rota.lagmonitor.evaluation.PartitionId;
import dev.rota.lagmonitor.evaluation.Reading;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
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

    private static final Reading<Long> NEVER_ASKED = Reading.missed("The log's end could not be read");

    private final Admin admin;
    private final LagMonitorConfig config;
    private Set<String> suspectTopics = Set.of();

    LogOffsetReader(Admin admin, LagMonitorConfig config) {
        this.admin = admin;
        this.config = config;
    }

    Map<PartitionId, Reading<LogOffsets>> read(Collection<PartitionId> partitions) throws InterruptedException {
        Map<PartitionId, Reading<LogOffsets>> logs = withoutLeader(partitions);
        List<PartitionId> led = partitions.stream()
                .filter(partition -> !logs.containsKey(partition))
                .toList();
        // All questions are under way before the first answer is waited for.
        Questions starts = ask(led, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
        Map<PartitionId, Reading<Long>> ends =
                ask(led, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED).await();
        // Only now: a stable end below an end that was there before it is a transaction that is open.
        Map<PartitionId, Reading<Long>> stable = ask(
                        led.stream()
                                .filter(partition -> ends.get(partition) instanceof Reading.Taken)
                                .toList(),
                        OffsetSpec.latest(),
                        IsolationLevel.READ_COMMITTED)
                .await();
        Map<PartitionId, Reading<Long>> begins = starts.await();
        for (PartitionId partition : led) {
            logs.put(
                    partition,
                    offsets(
                            requireNonNull(begins.get(partition)),
                            requireNonNull(ends.get(partition)),
                            stable.getOrDefault(partition, NEVER_ASKED)));
        }
        suspectTopics = logs.entrySet().stream()
                .filter(log -> log.getValue() instanceof Reading.Missed)
                .map(log -> log.getKey().topic())
                .collect(Collectors.toUnmodifiableSet());
        return logs;
    }

    /** One question about many partitions, under way. */
    private record Questions(Map<PartitionId, KafkaFuture<ListOffsetsResultInfo>> answers) {

        Map<PartitionId, Reading<Long>> await() throws InterruptedException {
            Map<PartitionId, Reading<Long>> readings = HashMap.newHashMap(answers.size());
            for (Map.Entry<PartitionId, KafkaFuture<ListOffsetsResultInfo>> answer : answers.entrySet()) {
                readings.put(
                        answer.getKey(),
                        switch (Answers.await(answer.getValue())) {
                            case Reading.Taken<ListOffsetsResultInfo>(ListOffsetsResultInfo info) ->
                                Reading.taken(info.offset());
                            case Reading.Missed<ListOffsetsResultInfo>(String reason) -> Reading.missed(reason);
                        });
            }
            return readings;
        }
    }

    private Questions ask(List<PartitionId> partitions, OffsetSpec spec, IsolationLevel isolation) {
        Map<PartitionId, KafkaFuture<ListOffsetsResultInfo>> answers = HashMap.newHashMap(partitions.size());
        partitions.stream()
                .gather(Gatherers.windowFixed(config.partitionsPerRequest()))
                .forEach(window -> {
                    ListOffsetsResult result = request(window, spec, isolation);
                    window.forEach(
                            partition -> answers.put(partition, result.partitionResult(FromKafka.kafka(partition))));
                });
        return new Questions(answers);
    }

    private ListOffsetsResult request(List<PartitionId> partitions, OffsetSpec spec, IsolationLevel isolation) {
        Map<TopicPartition, OffsetSpec> specs = HashMap.newHashMap(partitions.size());
        partitions.forEach(partition -> specs.put(FromKafka.kafka(partition), spec));
        return admin.listOffsets(specs, new ListOffsetsOptions(isolation).timeoutMs(config.callTimeoutMillis()));
    }

    private static Reading<LogOffsets> offsets(Reading<Long> start, Reading<Long> end, Reading<Long> stable) {
        if (start instanceof Reading.Taken<Long>(Long from)
                && end instanceof Reading.Taken<Long>(Long to)
                && stable instanceof Reading.Taken<Long>(Long upTo)) {
            // They are answered one by one: in between, more may have been written or forgotten.
            long lastStable = Math.max(from, upTo);
            return Reading.taken(new LogOffsets(from, lastStable, Math.max(lastStable, to)));
        }
        return Stream.of(start, end, stable)
                .<String>mapMulti((answer, reasons) -> {
                    if (answer instanceof Reading.Missed<Long>(String reason)) {
                        reasons.accept(reason);
                    }
                })
                .findFirst()
                .<Reading<LogOffsets>>map(Reading::missed)
                .orElseThrow();
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
            switch (Answers.await(requireNonNull(topics.get(suspect.getKey())))) {
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
}
