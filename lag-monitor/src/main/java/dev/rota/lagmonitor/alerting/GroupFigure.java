package dev.rota.lagmonitor.alerting;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.Membership;
import dev.rota.lagmonitor.evaluation.PartitionLag;
import dev.rota.lagmonitor.scaling.ScalingAdvice;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/** A figure of a group as a whole. */
public enum GroupFigure implements Figure {
    /** Records behind, over the partitions whose lag is known. */
    LAG(false, true),
    /** How long ago the oldest record was written that is still to be read. */
    TIME_LAG(true, true),
    /** Offsets that logs forgot before they were read, from the committed ones on. */
    LOST(false, true),
    /** How long it takes until a log forgets a record that was not read; infinite if none is about to. */
    TIME_TO_LOSS(true, true),
    IDLE_MEMBERS(false, false),
    LOAD_SKEW(false, false),
    PARTITION_SKEW(false, false),
    REBALANCES_LAST_HOUR(false, false),
    /** Partitions whose lag is unknown. */
    UNKNOWN_LAG_PARTITIONS(false, false),
    /** Replicas advised beyond those that there are; negative if there are too many. */
    MISSING_REPLICAS(false, false);

    private final boolean time;
    private final boolean overPartitions;

    GroupFigure(boolean time, boolean overPartitions) {
        this.time = time;
        this.overPartitions = overPartitions;
    }

    @Override
    public boolean isTime() {
        return time;
    }

    /** Whether it may look better than it is while partitions cannot be read. */
    boolean isOverPartitions() {
        return overPartitions;
    }

    OptionalDouble of(GroupLag group, Optional<ScalingAdvice> advice) {
        return switch (this) {
            case LAG -> number(group.totalLag());
            case TIME_LAG -> seconds(group.timeLag());
            case LOST -> number(group.lost());
            case TIME_TO_LOSS -> timeToLoss(group);
            case IDLE_MEMBERS ->
                group.membership()
                        .map(Membership::idle)
                        .map(GroupFigure::number)
                        .orElse(OptionalDouble.empty());
            case LOAD_SKEW -> skew(group, Membership::loadSkew);
            case PARTITION_SKEW -> skew(group, Membership::partitionSkew);
            case REBALANCES_LAST_HOUR ->
                OptionalDouble.of((double) group.rebalances().lastHour());
            case UNKNOWN_LAG_PARTITIONS -> OptionalDouble.of(group.partitionsOfUnknownLag());
            case MISSING_REPLICAS ->
                advice.filter(given -> given.current().isPresent())
                        .map(given -> OptionalDouble.of(
                                given.wanted() - given.current().getAsInt()))
                        .orElse(OptionalDouble.empty());
        };
    }

    /** Without a time the group is safe, as long as anything is known of what its logs forget. */
    private static OptionalDouble timeToLoss(GroupLag group) {
        Optional<Duration> soonest = group.timeToLoss();
        return soonest.isEmpty()
                        && group.partitions().stream()
                                .map(PartitionLag::retention)
                                .anyMatch(Optional::isPresent)
                ? OptionalDouble.of(Double.POSITIVE_INFINITY)
                : seconds(soonest);
    }

    private static OptionalDouble skew(GroupLag group, Function<Membership, OptionalDouble> which) {
        return group.membership().map(which).orElse(OptionalDouble.empty());
    }

    private static OptionalDouble number(OptionalLong value) {
        return value.isPresent() ? OptionalDouble.of((double) value.getAsLong()) : OptionalDouble.empty();
    }

    private static OptionalDouble number(OptionalInt value) {
        return value.isPresent() ? OptionalDouble.of(value.getAsInt()) : OptionalDouble.empty();
    }

    private static OptionalDouble seconds(Optional<Duration> time) {
        return time.isPresent() ? OptionalDouble.of(time.get().toNanos() / 1e9) : OptionalDouble.empty();
    }
}
