package dev.rota.lagmonitor.scaling;

import dev.rota.lagmonitor.evaluation.Moment;
import dev.rota.lagmonitor.evaluation.PartitionId;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How many replicas a group wants, and why. Whoever scales the group by it need not smooth it: it rises at once, falls late, and
 * stands while partitions change hands.
 *
 * @param group the group's id
 * @param at when the figures were read from which it follows
 * @param wanted replicas
 * @param current replicas by the members that there are; empty if those are not known, or cannot be seen
 * @param cause why
 * @param basis what it was reckoned from
 */
public record ScalingAdvice(String group, Moment at, int wanted, OptionalInt current, Cause cause, Basis basis) {

    /** Why so many are wanted. */
    public enum Cause {
        /** It is what arrives, and what is left to read, by what one member can read. */
        LOAD,
        /** Fewer would do, and have to do for some time before they are advised. */
        COOLING_DOWN,
        /** How much one member can read has not been seen for long, and fewer are tried. */
        TRYING_FEWER,
        /** More would do good, and the configured most does not let them. */
        AT_MOST,
        /** There is more to do than as many members can as get a partition with something to do. */
        PARTITIONS,
        /** One partition gets more than one member can read, and more members cannot help with that. */
        HOT_PARTITION,
        /** Partitions change hands, or have just done so. */
        REBALANCING,
        /** Nothing has been read for some time by anybody: what members depend on may be away, and more of them would not help. */
        OUTAGE,
        /** Some members read nothing although others do: they need an operator, and not company. */
        MEMBERS_STAND,
        /** There are no members. */
        STOPPED,
        /** How much one member can read has not been seen yet. */
        LEARNING,
        /** There seems to be nothing to read, but of some partitions it is not known. */
        LAG_NOT_KNOWN,
        /** The group has not been read for long enough, or could not be read. */
        NOT_KNOWN
    }

    /**
     * What an advice was reckoned from, in members and not in replicas.
     *
     * @param readPerMember records per second that one member can read; empty if it has not been seen
     * @param arriving records per second that are written, with the trend; empty if not known
     * @param backlog records to be read, without those of partitions that stand
     * @param most members that can have something to do
     * @param drainWithin the objective
     * @param standing partitions that are not read although somebody should
     * @param standingFor for how long; zero if there are none
     * @param hottest the partition that gets more than one member can read; empty if there is none
     */
    public record Basis(
            OptionalDouble readPerMember,
            OptionalDouble arriving,
            long backlog,
            int most,
            Duration drainWithin,
            int standing,
            Duration standingFor,
            Optional<PartitionId> hottest) {}

    /** Whether there is something to be done, be it another number of replicas or what replicas cannot help with. */
    public boolean isToAct() {
        return switch (cause) {
            case AT_MOST, PARTITIONS, HOT_PARTITION, OUTAGE, MEMBERS_STAND, STOPPED -> true;
            default -> current.isPresent() && current.getAsInt() != wanted;
        };
    }

    /** In one sentence or two, for an operator. */
    public String reason() {
        return switch (cause) {
            case LOAD -> load() + ".";
            case COOLING_DOWN -> load() + "; fewer would do, and are advised when they have sufficed for some time.";
            case TRYING_FEWER ->
                "Everything has been read as it came for long, so that nobody knows how much one member can read: fewer are tried.";
            case AT_MOST -> load() + "; that takes more than the most that the configuration allows.";
            case PARTITIONS ->
                load()
                        + "; that is more than %d members can read, and more would get no partition with something to do."
                                .formatted(basis.most());
            case HOT_PARTITION ->
                "%s gets more than one member can read, and only one member reads it: more members cannot help with that."
                        .formatted(basis.hottest().map(PartitionId::toString).orElse("A partition"));
            case REBALANCING ->
                "Partitions change hands, or have just done so: figures of now say nothing of what is to come.";
            case OUTAGE ->
                "Nobody has read anything for %d s although there is something to read: what the members depend on may be away, or they are paused. More of them would not help."
                        .formatted(basis.standingFor().toSeconds());
            case MEMBERS_STAND ->
                "%d partitions have not been read for up to %d s, others are: whoever owns them is paused, hangs or meets a record that it cannot get past. More members would not help with those. For all others: %s."
                        .formatted(basis.standing(), basis.standingFor().toSeconds(), load());
            case STOPPED -> "The group has no members, and %d records are to be read.".formatted(basis.backlog());
            case LEARNING ->
                "How much one member can read has not been seen yet: none has had more to read than it could.";
            case LAG_NOT_KNOWN ->
                "How much is to be read is not known: the group has committed nothing that is valid on a partition that has records, or none of its members owns a partition.";
            case NOT_KNOWN ->
                "The group has not been watched for long enough, or could not be read, or what it reads is not known.";
        };
    }

    private String load() {
        return String.format(
                Locale.ROOT,
                "%.1f records/s arrive%s, %d are to be read, the objective is to read them within %d s%s",
                basis.arriving().orElse(0),
                basis.arriving().isEmpty() ? " as far as is known" : "",
                basis.backlog(),
                basis.drainWithin().toSeconds(),
                basis.readPerMember().isEmpty()
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", and one member reads %.1f/s",
                                basis.readPerMember().getAsDouble()));
    }
}
