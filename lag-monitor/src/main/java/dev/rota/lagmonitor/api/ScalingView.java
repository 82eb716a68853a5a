package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.evaluation.PartitionId;
import dev.rota.lagmonitor.scaling.ScalingAdvice;
import dev.rota.lagmonitor.scaling.ScalingAdvice.Basis;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How many replicas one group wants, as {@code GET /api/groups/{group}/scaling} answers. */
@Schema(name = "Scaling")
record ScalingView(
        @Schema(description = "The cluster's configured name")
        String cluster,

        @Schema(description = "The group's id") String group,

        @Schema(description = "Replicas that it wants now; need not be smoothed")
        int wantedReplicas,

        @Schema(description = "Replicas by the members that there are; null if those are not known")
        OptionalInt currentReplicas,

        @Schema(
                description =
                        "LOAD, COOLING_DOWN, TRYING_FEWER, AT_MOST, PARTITIONS, HOT_PARTITION, REBALANCING, OUTAGE, MEMBERS_STAND, STOPPED, LEARNING, LAG_NOT_KNOWN or NOT_KNOWN")
        ScalingAdvice.Cause cause,

        @Schema(description = "Why, in words") String reason,

        @Schema(
                description =
                        "Records per second that one member can read, or the most that one has read as long as none had more to read than it could; null if nothing was read")
        OptionalDouble readPerMemberPerSecond,

        @Schema(
                description =
                        "Records per second that are written, half a minute from now if they go on rising as now; null if not known")
        OptionalDouble arrivingPerSecond,

        @Schema(description = "Records to be read, without those of partitions that stand")
        long backlog,

        @Schema(description = "The objective: seconds within which the backlog is to be read")
        double drainWithinSeconds,

        @Schema(description = "Members that can have something to do; null if any number can")
        OptionalInt mostMembers,

        @Schema(description = "Partitions that are not read although somebody should")
        int standingPartitions,

        @Schema(description = "For how many seconds they have not been; 0 if there are none")
        double standingSeconds,

        @Schema(description = "The partition that gets more than one member can read; null if there is none")
        Optional<String> hottestPartition,

        @Schema(description = "When the figures were read from which it follows")
        Instant sampledAt,

        @Schema(description = "How old those figures are") long ageMillis,

        @Schema(description = "Whether the cluster was read recently enough for it to be acted upon")
        boolean fresh) {

    static ScalingView of(String cluster, ScalingAdvice advice, boolean fresh) {
        Basis basis = advice.basis();
        return new ScalingView(
                cluster,
                advice.group(),
                advice.wanted(),
                advice.current(),
                advice.cause(),
                advice.reason(),
                basis.readPerMember(),
                basis.arriving(),
                basis.backlog(),
                TimeLagView.seconds(basis.drainWithin()),
                basis.most() == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(basis.most()),
                basis.standing(),
                TimeLagView.seconds(basis.standingFor()),
                basis.hottest().map(PartitionId::toString),
                advice.at().instant(),
                advice.at().age().toMillis(),
                fresh);
    }
}
