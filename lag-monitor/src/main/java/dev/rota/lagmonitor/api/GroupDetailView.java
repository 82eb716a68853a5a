package dev.rota.lagmonitor.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.Member;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One group with its members, as {@code GET /api/groups/{group}} answers; its partitions are a resource of their own. */
@Schema(name = "GroupDetail")
record GroupDetailView(
        @JsonUnwrapped GroupView summary,

        @Schema(description = "Every member and what it owns; null if members are not known")
        Optional<List<Assignment>> assignments) {

    /** What one member owns. */
    @Schema(name = "Assignment")
    record Assignment(
            String memberId,
            String clientId,

            @Schema(description = "Where the member connects from, as the broker writes it")
            String host,

            @Schema(description = "Empty for a member that has nothing to do")
            List<OwnedPartition> partitions) {

        private static Assignment of(Member member) {
            return new Assignment(
                    member.memberId(),
                    member.clientId(),
                    member.host(),
                    member.assignment().stream()
                            .map(partition -> new OwnedPartition(partition.topic(), partition.number()))
                            .toList());
        }
    }

    @Schema(name = "OwnedPartition")
    record OwnedPartition(String topic, int partition) {}

    static GroupDetailView of(GroupLag group) {
        return new GroupDetailView(
                GroupView.of(group),
                group.members()
                        .map(members -> members.stream().map(Assignment::of).toList()));
    }
}
