package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.LagLevel;
import dev.rota.lagmonitor.evaluation.Member;
import dev.rota.lagmonitor.evaluation.Membership;
import dev.rota.lagmonitor.evaluation.Moment;
import dev.rota.lagmonitor.evaluation.Status;
import dev.rota.lagmonitor.scaling.ScalingAdvice;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One group in one line, as {@code GET /api/groups} lists it. */
@Schema(name = "Group")
record GroupView(
        @Schema(description = "The cluster's configured name")
        String cluster,

        @Schema(description = "The group's id") String group,

        @Schema(description = "classic, consumer, streams, share or unknown")
        String type,

        @Schema(description = "As Kafka writes it, for example Stable or Empty")
        String state,

        @Schema(description = "The protocol type that members named, for example consumer; may be empty")
        String protocol,

        @Schema(description = "Number of members; null if they are not known")
        OptionalInt members,

        @Schema(
                description =
                        "When the members were read, some ticks before the rest if nothing had changed; null like members")
        Optional<Instant> membersSampledAt,

        @Schema(description = "Number of members that own nothing; null if that is not known, as in a rebalance")
        OptionalInt idleMembers,

        @Schema(
                description =
                        "How many times the mean the member has that owns most partitions; null if idleMembers is, if nobody owns any, and for share groups")
        OptionalDouble partitionSkew,

        @Schema(
                description =
                        "How many times the mean the member has to whose partitions most is written; null like partitionSkew, and if too little is written to say")
        OptionalDouble loadSkew,

        @Schema(
                description =
                        "How many assignments were made within the last hour, as far as they were seen; at least so many if the group's protocol does not count them")
        long rebalancesLastHour,

        @Schema(description = "The latest rebalance, which may be under way; null if none has been seen")
        Optional<RebalanceView> lastRebalance,

        @Schema(description = "Why more members would not help, in sentences; empty if they might")
        List<String> advice,

        @Schema(description = "Number of partitions that the group owns or has committed")
        int partitions,

        @Schema(description = "Records behind, over the partitions whose lag is known; null if that is none")
        OptionalLong totalLag,

        @Schema(description = "Number of partitions missing from totalLag")
        int partitionsOfUnknownLag,

        @Schema(
                description =
                        "LOW, MODERATE or HIGH by fixed bounds, the highest of its partitions; null if none is known")
        Optional<LagLevel> level,

        @Schema(
                description =
                        "STOPPED, STALLED, REWOUND, LAGGING, UNCOMMITTED, UNKNOWN, RECOVERING or OK, the worst partition's")
        Status status,

        @Schema(description = "Why, and on which partition; null if all is well")
        Optional<String> reason,

        @Schema(
                description =
                        "Seconds since the oldest record was written that is to be read; null if that is not known")
        Optional<Double> timeLagSeconds,

        @Schema(description = "Whether it may be more by any time")
        boolean timeLagAtLeast,

        @Schema(description = "Records that logs had forgotten before they were read; null if that is not known")
        OptionalLong lost,

        @Schema(
                description =
                        "Seconds until a log forgets a record that is to be read, at the present rates; null if none is about to")
        Optional<Double> timeToLossSeconds,

        @Schema(description = "Replicas that it wants now; null if it has not been read yet")
        OptionalInt wantedReplicas,

        @Schema(
                description =
                        "Why it wants another number of replicas than it has, or what more of them would not help with; null if all is well")
        Optional<String> scalingReason,

        @Schema(description = "When these figures were read")
        Instant sampledAt,

        @Schema(description = "How old these figures are") long ageMillis,

        @Schema(description = "What could not be read of this group at the last try; empty if everything could")
        List<String> gaps) {

    /** @param advice how many replicas it wants; empty if nobody said */
    static GroupView of(String cluster, GroupLag group, Optional<ScalingAdvice> advice) {
        Optional<Membership> membership = group.membership();
        return new GroupView(
                cluster,
                group.group(),
                group.type().toString(),
                group.state().toString(),
                group.protocol(),
                group.members()
                        .map(Collection<Member>::size)
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty()),
                group.membersAt().map(Moment::instant),
                membership.map(Membership::idle).orElse(OptionalInt.empty()),
                membership.map(Membership::partitionSkew).orElse(OptionalDouble.empty()),
                membership.map(Membership::loadSkew).orElse(OptionalDouble.empty()),
                group.rebalances().lastHour(),
                group.rebalances().last().map(RebalanceView::of),
                group.advice(),
                group.partitions().size(),
                group.totalLag(),
                group.partitionsOfUnknownLag(),
                group.level(),
                group.status(),
                group.reason(),
                group.timeLag().map(TimeLagView::seconds),
                group.timeLagIsAtLeast(),
                group.lost(),
                group.timeToLoss().map(TimeLagView::seconds),
                advice.map(ScalingAdvice::wanted).map(OptionalInt::of).orElse(OptionalInt.empty()),
                advice.filter(ScalingAdvice::isToAct).map(ScalingAdvice::reason),
                group.sampledAt().instant(),
                group.sampledAt().age().toMillis(),
                group.gaps());
    }
}
