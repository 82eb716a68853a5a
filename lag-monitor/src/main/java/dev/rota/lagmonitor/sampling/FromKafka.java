package dev.rota.lagmonitor.sampling;

import dev.rota.lagmonitor.evaluation.GroupState;
import dev.rota.lagmonitor.evaluation.GroupType;
import dev.rota.lagmonitor.evaluation.Member;
import dev.rota.lagmonitor.evaluation.PartitionId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.MemberDescription;
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

    static List<Member> members(ClassicGroupDescription group) {
        return members(group.members());
    }

    static List<Member> members(ConsumerGroupDescription group) {
        return members(group.members());
    }

    private static List<Member> members(Collection<MemberDescription> members) {
        return members.stream()
                .map(member -> new Member(
                        member.consumerId(),
                        member.clientId(),
                        member.host(),
                        member.assignment().topicPartitions().stream()
                                .map(FromKafka::partition)
                                .toList()))
                .sorted()
                .toList();
    }

    /** The committed offset of each partition that has one. */
    static Map<PartitionId, Long> offsets(Map<TopicPartition, OffsetAndMetadata> committed) {
        Map<PartitionId, Long> offsets = new HashMap<>();
        committed.forEach((partition, offset) -> {
            // Kafka's map holds null where the group never committed.
            if (offset != null) {
                offsets.put(partition(partition), offset.offset());
            }
        });
        return offsets;
    }

    private static PartitionId partition(TopicPartition partition) {
        return new PartitionId(partition.topic(), partition.partition());
    }
}
