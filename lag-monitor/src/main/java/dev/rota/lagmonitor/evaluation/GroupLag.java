package dev.rota.lagmonitor.evaluation;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How far one group is behind.
 *
 * @param group the group's id
 * @param type the group's protocol
 * @param state what the group is doing
 * @param protocol the protocol type that its members named; may be empty
 * @param sampledAt when these figures were read; older than the snapshot if the group could not be read since
 * @param roster its members; empty if they are not known
 * @param partitions every partition that it has committed or owns, sorted
 * @param rebalances how often it rebalanced, and why
 * @param topics how evenly records come to the topics of these partitions, sorted by name
 * @param gaps what could not be read of it in the latest tick, in words; empty if everything could
 */
public record GroupLag(
        String group,
        GroupType type,
        GroupState state,
        String protocol,
        Moment sampledAt,
        Optional<Roster> roster,
        List<PartitionLag> partitions,
        Rebalances rebalances,
        List<TopicSkew> topics,
        List<String> gaps) {

    /** Its members, sorted by client and member id; empty if they are not known. */
    public Optional<List<Member>> members() {
        return roster.map(Roster::members);
    }

    /** When those were read, which may be some ticks before {@link #sampledAt}; empty like them. */
    public Optional<Moment> membersAt() {
        return roster.map(Roster::at);
    }

    /** How it has divided among its members what there is to do; empty if they are not known. */
    public Optional<Membership> membership() {
        return members().map(known -> Membership.of(known, this));
    }

    /** Why more consumers would not help, in sentences; empty if they might. */
    public List<String> advice() {
        return Advice.of(this);
    }

    /** Sum over the partitions whose lag is known; empty if that is none of them. */
    public OptionalLong totalLag() {
        return partitions.stream()
                .map(PartitionLag::lag)
                .flatMapToLong(OptionalLong::stream)
                .reduce(Math::addExact);
    }

    /** How many partitions are missing from {@link #totalLag()}. */
    public int partitionsOfUnknownLag() {
        return Math.toIntExact(partitions.stream()
                .filter(partition -> partition.lag().isEmpty())
                .count());
    }

    /** The highest of its partitions'; empty if none is known. */
    public Optional<LagLevel> level() {
        return partitions.stream()
                .map(PartitionLag::level)
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder());
    }

    /** The partition that is worst off, and of those the one that is farthest behind; empty if there are none. */
    public Optional<PartitionLag> worst() {
        return partitions.stream()
                .min(Comparator.<PartitionLag, Status>comparing(
                                partition -> partition.verdict().status())
                        .thenComparingLong(partition -> -partition.lag().orElse(0)));
    }

    /** That of the partition that is worst off; {@link Status#UNKNOWN} while it has gaps and nothing worse is known. */
    public Status status() {
        Status ofItself = gaps.isEmpty() ? Status.OK : Status.UNKNOWN;
        return worst().map(PartitionLag::verdict)
                .map(Verdict::status)
                .orElse(ofItself)
                .worse(ofItself);
    }

    /** Why, in words that name the partition; empty if all is well. */
    public Optional<String> reason() {
        Status status = status();
        if (status == Status.OK) {
            return Optional.empty();
        }
        return worst().filter(partition -> partition.verdict().status() == status)
                .map(partition -> "%s: %s"
                        .formatted(partition.partition(), partition.verdict().reason()))
                .or(() -> Optional.of(String.join("; ", gaps)));
    }

    /** The greatest of its partitions'; empty if none is known. */
    public Optional<Duration> timeLag() {
        return partitions.stream()
                .map(PartitionLag::timeLag)
                .map(TimeLag::age)
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder());
    }

    /** Whether {@link #timeLag()} may be more by any time, because that of a partition may or is not known. */
    public boolean timeLagIsAtLeast() {
        return partitions.stream()
                .map(PartitionLag::timeLag)
                .anyMatch(lag -> lag.atLeast() || lag.age().isEmpty());
    }

    /** What logs had forgotten before it was read, over the partitions of which that is known; empty if that is none of them. */
    public OptionalLong lost() {
        return retentions().mapToLong(Retention::lost).reduce(Math::addExact);
    }

    /** The shortest of its partitions'; empty if none is about to lose anything, or it is not known. */
    public Optional<Duration> timeToLoss() {
        return retentions().map(Retention::timeToLoss).flatMap(Optional::stream).min(Comparator.naturalOrder());
    }

    private Stream<Retention> retentions() {
        return partitions.stream().map(PartitionLag::retention).flatMap(Optional::stream);
    }

    /** Whether all figures are the same; when they were read may differ. */
    public boolean saysTheSameAs(GroupLag other) {
        return equals(new GroupLag(
                other.group,
                other.type,
                other.state,
                other.protocol,
                sampledAt,
                other.roster.map(
                        its -> roster.map(known -> its.describedAt(known.at())).orElse(its)),
                other.partitions,
                other.rebalances,
                other.topics,
                other.gaps));
    }

    /** The same figures, still as old as they were, with what has kept them from being renewed. */
    GroupLag notRenewed(String reason) {
        return new GroupLag(
                group, type, state, protocol, sampledAt, roster, partitions, rebalances, topics, List.of(reason));
    }
}
