package dev.rota.lagmonitor.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.Member;
import dev.rota.lagmonitor.evaluation.MemberLoad;
import dev.rota.lagmonitor.scaling.ScalingAdvice;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One group with its members, as {@code GET /api/groups/{group}} answers; its partitions are a resource of their own. */
@Schema(name = "GroupDetail")
record GroupDetailView(
        @JsonUnwrapped GroupView summary,

        @Schema(description = "Every member and what it owns; null if members are not known")
        Optional<List<Assignment>> assignments,

        @Schema(description = "How evenly records come to the topics that it reads, sorted by name")
        List<TopicView> topics) {

    /** What one member owns, and has to do. */
    @Schema(name = "Assignment")
    record Assignment(
            String memberId,
            String clientId,

            @Schema(description = "Where the member connects from, as the broker writes it")
            String host,

            @Schema(description = "The group.instance.id of a static member; null for all others")
            Optional<String> instanceId,

            @Schema(
                    description =
                            "Offsets that it commits per second over the status' window; null unless known of each of its partitions")
            OptionalDouble consumedPerSecond,

            @Schema(
                    description =
                            "Offsets written per second to its partitions; null like consumedPerSecond, and for members of share groups")
            OptionalDouble arrivedPerSecond,

            @Schema(
                    description =
                            "Records that it is behind, over its partitions whose lag is known; null if that is none")
            OptionalLong lag,

            @Schema(description = "Empty for a member that has nothing to do")
            List<OwnedPartition> partitions) {

        private static Assignment of(MemberLoad load) {
            Member member = load.member();
            return new Assignment(
                    member.memberId(),
                    member.clientId(),
                    member.host(),
                    member.instanceId(),
                    load.consumed(),
                    load.arrived(),
                    load.lag(),
                    member.assignment().stream()
                            .map(partition -> new OwnedPartition(partition.topic(), partition.number()))
                            .toList());
        }
    }

    @Schema(name = "OwnedPartition")
    record OwnedPartition(String topic, int partition) {}

    static GroupDetailView of(String cluster, GroupLag group, Optional<ScalingAdvice> advice) {
        return new GroupDetailView(
                GroupView.of(cluster, group, advice),
                group.membership()
                        .map(membership ->
                                membership.loads().stream().map(Assignment::of).toList()),
                group.topics().stream().map(TopicView::of).toList());
    }
}
