package dev.rota.lab.bench.lag;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * What lag-monitor asks a cluster for at a tick, asked by a bare Admin client and by nothing else: each question after the answer to
 * the one before. Holds no state but the client; for one thread.
 */
final class AdminCalls implements AutoCloseable {

    /** As the monitor's {@code groups-per-request} and {@code partitions-per-request} are by default. */
    private static final int GROUPS_PER_REQUEST = 500;

    private static final int PARTITIONS_PER_REQUEST = 10_000;

    private final Admin admin;

    AdminCalls(String bootstrapServers) {
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /**
     * The requests of a tick of lag-monitor, as large as it makes them.
     *
     * @return how many partitions of groups an offset was read of
     */
    long batched() throws InterruptedException, ExecutionException {
        Collection<GroupListing> listings = admin.listGroups().all().get();
        describe(listings);
        long pairs = 0;
        Set<TopicPartition> partitions = new HashSet<>();
        for (List<String> request : inRequests(listings.stream().map(GroupListing::groupId), GROUPS_PER_REQUEST)) {
            for (Map<TopicPartition, OffsetAndMetadata> committed :
                    committed(request).values()) {
                pairs += committed.size();
                partitions.addAll(committed.keySet());
            }
        }
        for (List<TopicPartition> request : inRequests(partitions.stream(), PARTITIONS_PER_REQUEST)) {
            offsets(request, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
            offsets(request, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
            offsets(request, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
        }
        return pairs;
    }

    /** Those that may have members, each by its own protocol. */
    private void describe(Collection<GroupListing> listings) throws InterruptedException, ExecutionException {
        Map<Boolean, List<String>> attended = listings.stream()
                .filter(listing -> listing.groupState().orElse(GroupState.UNKNOWN) != GroupState.EMPTY)
                .collect(Collectors.partitioningBy(
                        AdminCalls::isClassic, Collectors.mapping(GroupListing::groupId, Collectors.toList())));
        for (List<String> request : inRequests(attended.getOrDefault(true, List.of()).stream(), GROUPS_PER_REQUEST)) {
            admin.describeClassicGroups(request).all().get();
        }
        for (List<String> request : inRequests(attended.getOrDefault(false, List.of()).stream(), GROUPS_PER_REQUEST)) {
            admin.describeConsumerGroups(request).all().get();
        }
    }

    /**
     * What is written most easily, and asks for each group by itself: its members, its commits, and the ends of the logs that it
     * reads.
     *
     * @return how many partitions of groups an offset was read of
     */
    long groupByGroup() throws InterruptedException, ExecutionException {
        long pairs = 0;
        for (GroupListing listing : admin.listGroups().all().get()) {
            List<String> group = List.of(listing.groupId());
            // describeConsumerGroups would ask for a group of the new protocol first, and back off for 100 ms if it is
            // none.
            if (isClassic(listing)) {
                admin.describeClassicGroups(group).all().get();
            } else {
                admin.describeConsumerGroups(group).all().get();
            }
            for (Map<TopicPartition, OffsetAndMetadata> committed :
                    committed(group).values()) {
                pairs += committed.size();
                offsets(committed.keySet(), OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
            }
        }
        return pairs;
    }

    private static boolean isClassic(GroupListing listing) {
        return listing.type().orElse(GroupType.UNKNOWN) == GroupType.CLASSIC;
    }

    private Map<String, Map<TopicPartition, OffsetAndMetadata>> committed(List<String> groups)
            throws InterruptedException, ExecutionException {
        return admin.listConsumerGroupOffsets(groups.stream()
                        .collect(Collectors.toMap(Function.identity(), _ -> new ListConsumerGroupOffsetsSpec())))
                .all()
                .get();
    }

    private void offsets(Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
        partitions.forEach(partition -> specs.put(partition, spec));
        admin.listOffsets(specs, new ListOffsetsOptions(isolation)).all().get();
    }

    private static <T> List<List<T>> inRequests(Stream<T> items, int size) {
        return items.gather(Gatherers.windowFixed(size)).toList();
    }

    @Override
    public void close() {
        admin.close();
    }
}
