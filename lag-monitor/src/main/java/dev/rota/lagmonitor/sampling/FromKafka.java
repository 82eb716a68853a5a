package dev.rota.lagmonitor.sampling;

import dev.rota.lagmonitor.evaluation.GroupState;
import dev.rota.lagmonitor.evaluation.GroupType;
import dev.rota.lagmonitor.evaluation.Member;
import dev.rota.lagmonitor.evaluation.PartitionId;
import dev.rota.lagmonitor.evaluation.Place;
import dev.rota.lagmonitor.evaluation.Roster;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.clients.admin.StreamsGroupMemberAssignment.TaskIds;
import org.apache.kafka.clients.admin.StreamsGroupSubtopologyDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Kafka's words in ours, so that nothing beyond this package knows Kafka's classes. */
final class FromKafka {

    private FromKafka() {}

    static GroupType type(GroupListing listing) {
        return listing.type().map(FromKafka::type).orElse(GroupType.UNKNOWN);
    }

    private static GroupType type(org.apache.kafka.common.GroupType type) {
        return switch (type) {
            case CLASSIC -> GroupType.CLASSIC;
            case CONSUMER -> GroupType.CONSUMER;
            case STREAMS -> GroupType.STREAMS;
            case SHARE -> GroupType.SHARE;
            case UNKNOWN -> GroupType.UNKNOWN;
        };
    }

    static GroupState state(GroupListing listing) {
        return listing.groupState().map(FromKafka::state).orElse(GroupState.UNKNOWN);
    }

    private static GroupState state(org.apache.kafka.common.GroupState state) {
        return switch (state) {
            case STABLE -> GroupState.STABLE;
            case PREPARING_REBALANCE -> GroupState.PREPARING_REBALANCE;
            case COMPLETING_REBALANCE -> GroupState.COMPLETING_REBALANCE;
            case ASSIGNING -> GroupState.ASSIGNING;
            case RECONCILING -> GroupState.RECONCILING;
            case NOT_READY -> GroupState.NOT_READY;
            case EMPTY -> GroupState.EMPTY;
            case DEAD -> GroupState.DEAD;
            case UNKNOWN -> GroupState.UNKNOWN;
        };
    }

    static Described described(ClassicGroupDescription group) {
        // This class alone still has a type of its own for what it is doing; the words are the same.
        return new Described(
                state(org.apache.kafka.common.GroupState.parse(group.state().toString())),
                Roster.of(members(group.members())));
    }

    static Described described(ConsumerGroupDescription group) {
        List<Member> members = members(group.members());
        // Classic groups, and those of old brokers, have no epoch.
        Roster roster =
                group.groupEpoch().map(epoch -> Roster.of(members, epoch)).orElseGet(() -> Roster.of(members));
        return new Described(state(group.groupState()), roster.givenOutBy(group.partitionAssignor()));
    }

    static Described described(ShareGroupDescription group) {
        return new Described(
                state(group.groupState()),
                Roster.of(
                        group.members().stream()
                                .map(member -> new Member(
                                        member.consumerId(),
                                        member.clientId(),
                                        member.host(),
                                        partitions(member.assignment().topicPartitions())))
                                .toList(),
                        group.groupEpoch()));
    }

    /** A member's active tasks, as the partitions that they read. */
    static Described described(StreamsGroupDescription group) {
        Map<String, Set<String>> topics = new HashMap<>();
        for (StreamsGroupSubtopologyDescription part : group.subtopologies()) {
            Set<String> sources = new HashSet<>(part.sourceTopics());
            sources.addAll(part.repartitionSourceTopics().keySet());
            topics.put(part.subtopologyId(), sources);
        }
        return new Described(
                state(group.groupState()),
                Roster.of(
                        group.members().stream()
                                .map(member -> new Member(
                                        member.memberId(),
                                        member.clientId(),
                                        member.clientHost(),
                                        member.instanceId(),
                                        member.assignment().activeTasks().stream()
                                                .flatMap(tasks -> partitions(tasks, topics))
                                                .toList()))
                                .toList(),
                        group.groupEpoch()));
    }

    private static Stream<PartitionId> partitions(TaskIds tasks, Map<String, Set<String>> topics) {
        return topics.getOrDefault(tasks.subtopologyId(), Set.of()).stream()
                .flatMap(topic -> tasks.partitions().stream().map(number -> new PartitionId(topic, number)));
    }

    private static List<Member> members(Collection<MemberDescription> members) {
        return members.stream()
                .map(member -> new Member(
                        member.consumerId(),
                        member.clientId(),
                        member.host(),
                        member.groupInstanceId(),
                        partitions(member.assignment().topicPartitions())))
                .toList();
    }

    /** The committed offset of each partition that has one. */
    static Map<PartitionId, Place> offsets(Map<TopicPartition, OffsetAndMetadata> committed, PartitionIds ids) {
        Map<PartitionId, Place> offsets = HashMap.newHashMap(committed.size());
        committed.forEach((partition, offset) -> {
            // Kafka's map holds null where the group never committed.
            if (offset != null) {
                offsets.put(ids.of(partition), Place.at(offset.offset()));
            }
        });
        return offsets;
    }

    /** Where a share group's window begins, and what is left in it and behind it. */
    static Map<PartitionId, Place> places(Map<TopicPartition, SharePartitionOffsetInfo> offsets, PartitionIds ids) {
        Map<PartitionId, Place> places = new HashMap<>();
        offsets.forEach((partition, offset) -> {
            // Kafka's map holds null where the group has not begun.
            if (offset != null) {
                OptionalLong left = offset.lag().map(OptionalLong::of).orElse(OptionalLong.empty());
                places.put(ids.of(partition), Place.of(offset.startOffset(), left));
            }
        });
        return places;
    }

    static TopicPartition kafka(PartitionId partition) {
        return new TopicPartition(partition.topic(), partition.number());
    }

    private static List<PartitionId> partitions(Collection<TopicPartition> partitions) {
        return partitions.stream().map(FromKafka::partition).toList();
    }

    static PartitionId partition(TopicPartition partition) {
        return new PartitionId(partition.topic(), partition.partition());
    }
}
