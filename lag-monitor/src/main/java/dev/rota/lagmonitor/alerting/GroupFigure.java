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
    LAG(false),
    /** How long ago the oldest record was written that is still to be read. */
    TIME_LAG(true),
    /** Offsets that logs forgot before they were read, from the committed ones on. */
    LOST(false),
    /** How long it takes until a log forgets a record that was not read; infinite if none is about to. */
    TIME_TO_LOSS(true),
    IDLE_MEMBERS(false),
    LOAD_SKEW(false),
    PARTITION_SKEW(false),
    REBALANCES_LAST_HOUR(false),
    /** Partitions whose lag is unknown. */
    UNKNOWN_LAG_PARTITIONS(false),
    /** Replicas advised beyond those that there are; negative if there are too many. */
    MISSING_REPLICAS(false);

    private final boolean time;

    GroupFigure(boolean time) {
        this.time = time;
    }

    @Override
    public boolean isTime() {
        return time;
    }

    /** A sum or a maximum that misses something is the least that it can be, a minimum the most. */
    Known of(GroupFacts facts) {
        OptionalDouble found = find(facts.group(), facts.advice());
        if (found.isEmpty()) {
            return Known.NOTHING;
        }
        double value = found.getAsDouble();
        if (!mayMissSome(facts)) {
            return Known.exactly(value);
        }
        return this == TIME_TO_LOSS ? Known.atMost(value) : Known.atLeast(value);
    }

    private boolean mayMissSome(GroupFacts facts) {
        return switch (this) {
            case LAG, LOST, TIME_TO_LOSS -> facts.partial();
            case TIME_LAG ->
                facts.partial()
                        || facts.group().partitions().stream()
                                .anyMatch(partition -> partition.timeLag().atLeast());
            // Partitions that a member owns and has not committed are seen by their member only, and so are rebalances.
            case UNKNOWN_LAG_PARTITIONS, REBALANCES_LAST_HOUR ->
                !facts.group().gaps().isEmpty();
            case IDLE_MEMBERS, LOAD_SKEW, PARTITION_SKEW, MISSING_REPLICAS -> false;
        };
    }

    private OptionalDouble find(GroupLag group, Optional<ScalingAdvice> advice) {
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
