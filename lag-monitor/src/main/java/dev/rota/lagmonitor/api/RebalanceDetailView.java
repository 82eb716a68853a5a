package dev.rota.lagmonitor.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.rota.lagmonitor.evaluation.Change;
import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.MemberName;
import dev.rota.lagmonitor.evaluation.Move;
import dev.rota.lagmonitor.evaluation.Rebalance;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One rebalance with whom it concerned and what moved. */
@Schema(name = "RebalanceDetail")
record RebalanceDetailView(
        @Schema(description = "The cluster's configured name")
        String cluster,

        @JsonUnwrapped RebalanceView summary,

        @Schema(description = "Members that had not been there")
        List<Name> came,

        @Schema(description = "Members that were not there any more")
        List<Name> gone,

        @Schema(description = "Static members that came back under another member id")
        List<Name> back,

        @Schema(description = "The first hundred partitions that changed hands, sorted by topic and number")
        List<MovedPartition> moves) {

    /** Who a member is or was. */
    @Schema(name = "MemberName")
    record Name(
            String memberId,
            String clientId,

            @Schema(description = "The group.instance.id of a static member; null for all others")
            Optional<String> instanceId) {

        private static Name of(MemberName member) {
            return new Name(member.memberId(), member.clientId(), member.instanceId());
        }
    }

    /** A partition that changed hands. */
    @Schema(name = "MovedPartition")
    record MovedPartition(
            String topic,
            int partition,

            @Schema(description = "Who owned it before; null if nobody did")
            Optional<Name> from,

            @Schema(description = "Who owned it after; null if nobody did")
            Optional<Name> to) {

        private static MovedPartition of(Move move) {
            return new MovedPartition(
                    move.partition().topic(),
                    move.partition().number(),
                    move.from().map(Name::of),
                    move.to().map(Name::of));
        }
    }

    static List<RebalanceDetailView> of(String cluster, GroupLag group) {
        return group.rebalances().latest().stream()
                .map(rebalance -> of(cluster, rebalance))
                .toList();
    }

    private static RebalanceDetailView of(String cluster, Rebalance rebalance) {
        Optional<Change> change = rebalance.change();
        return new RebalanceDetailView(
                cluster,
                RebalanceView.of(rebalance),
                change.map(Change::came).orElse(List.of()).stream()
                        .map(Name::of)
                        .toList(),
                change.map(Change::gone).orElse(List.of()).stream()
                        .map(departure -> Name.of(departure.member()))
                        .toList(),
                change.map(Change::back).orElse(List.of()).stream()
                        .map(Name::of)
                        .toList(),
                change.map(Change::moves).orElse(List.of()).stream()
                        .map(MovedPartition::of)
                        .toList());
    }
}
