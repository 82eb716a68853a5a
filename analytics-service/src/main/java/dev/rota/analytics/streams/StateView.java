package dev.rota.analytics.streams;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rota.analytics.streams.RestoreProgress.Restoring;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription.Processor;
import org.apache.kafka.streams.processor.TaskId;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What an instance is at.
 *
 * @param state Kafka Streams' word for it
 * @param address where other instances reach it
 * @param group all instances together
 * @param protocol how they find their tasks
 * @param guarantee what a crash may do to the results
 * @param threads those that work
 * @param stores those that this instance has
 * @param restoring those that it is fetching
 * @param instances all, so far as this one knows
 * @param notKnown what is left out and why
 */
@Schema(name = "State")
record StateView(
        @Schema(examples = "RUNNING") String state,
        @Schema(examples = "localhost:8083") String address,
        @Schema(examples = "order-analytics") String group,
        @Schema(examples = "classic") String protocol,
        @Schema(examples = "exactly-once") String guarantee,
        List<ThreadView> threads,
        List<StoreView> stores,

        @Schema(description = "Stores that are fetched from their changelogs, before their partitions are worked on")
        List<Restoring> restoring,

        @Schema(description = "All instances, so far as the group has told this one")
        List<InstanceView> instances,

        @Schema(description = "What is left out, and why; nothing as a rule")
        List<String> notKnown) {

    /**
     * A thread that works.
     *
     * @param name its name
     * @param state Kafka Streams' word for it
     * @param tasks those it works on, each the number of a part of the topology and of a partition
     * @param standbys those it keeps copies of
     */
    @Schema(name = "Thread")
    record ThreadView(
            String name,
            String state,
            @Schema(examples = "[\"0_3\"]") Collection<String> tasks,
            Collection<String> standbys) {}

    /** Whether an instance changes a store, or follows another's changes. */
    enum Role {
        @JsonProperty("active")
        ACTIVE,
        @JsonProperty("standby")
        STANDBY
    }

    /**
     * A store's partition.
     *
     * @param store its name
     * @param partition which
     * @param role whether it is changed here
     * @param position offset in its changelog
     * @param end of the changelog
     * @param lag offsets that are missing; those of transaction markers count
     */
    @Schema(name = "Store")
    record StoreView(String store, int partition, Role role, long position, long end, long lag) {}

    /**
     * An instance.
     *
     * @param address where it is reached
     * @param partitions those of inputs that it works on
     * @param stores those that it changes
     * @param standbyStores those that it keeps copies of
     */
    @Schema(name = "Instance")
    record InstanceView(
            String address,
            @Schema(examples = "[\"order-events-0\"]") Collection<String> partitions,
            Collection<String> stores,
            Collection<String> standbyStores) {}

    /** Which part of a topology has a store, by the store's name. */
    static Map<String, Integer> parts(Topology topology) {
        Map<String, Integer> parts = new HashMap<>();
        topology.describe()
                .subtopologies()
                .forEach(part -> part.nodes().forEach(node -> {
                    if (node instanceof Processor processor) {
                        processor.stores().forEach(store -> parts.put(store, part.id()));
                    }
                }));
        return parts;
    }

    static List<ThreadView> threads(Collection<ThreadMetadata> threads) {
        return threads.stream()
                .map(thread -> new ThreadView(
                        thread.threadName(),
                        thread.threadState(),
                        names(thread.activeTasks()),
                        names(thread.standbyTasks())))
                .sorted(Comparator.comparing(ThreadView::name))
                .toList();
    }

    private static Collection<String> names(Collection<TaskMetadata> tasks) {
        Set<String> names = new TreeSet<>();
        tasks.forEach(task -> names.add(task.taskId().toString()));
        return names;
    }

    /** The stores of an instance, each in the role that its task has. */
    static List<StoreView> stores(
            Map<String, Map<Integer, LagInfo>> lags, Map<String, Integer> parts, Collection<ThreadMetadata> threads) {
        Set<TaskId> active = new HashSet<>();
        threads.forEach(thread -> thread.activeTasks().forEach(task -> active.add(task.taskId())));
        List<StoreView> stores = new ArrayList<>();
        lags.forEach((store, partitions) -> partitions.forEach((partition, lag) -> stores.add(new StoreView(
                store,
                partition,
                active.contains(new TaskId(parts.getOrDefault(store, -1), partition)) ? Role.ACTIVE : Role.STANDBY,
                lag.currentOffsetPosition(),
                lag.endOffsetPosition(),
                lag.offsetLag()))));
        stores.sort(Comparator.comparing(StoreView::store).thenComparingInt(StoreView::partition));
        return stores;
    }

    static List<InstanceView> instances(Collection<StreamsMetadata> instances) {
        return instances.stream()
                .map(instance -> new InstanceView(
                        instance.host() + ":" + instance.port(),
                        partitions(instance.topicPartitions()),
                        new TreeSet<>(instance.stateStoreNames()),
                        new TreeSet<>(instance.standbyStateStoreNames())))
                .sorted(Comparator.comparing(InstanceView::address))
                .toList();
    }

    private static Collection<String> partitions(Collection<TopicPartition> partitions) {
        Set<String> names = new TreeSet<>();
        partitions.forEach(partition -> names.add(partition.toString()));
        return names;
    }
}
