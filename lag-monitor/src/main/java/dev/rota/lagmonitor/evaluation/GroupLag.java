package dev.rota.lagmonitor.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far one group is behind.
 *
 * @param group the group's id
 * @param type the group's protocol
 * @param state what the group is doing
 * @param protocol the protocol type that its members named; may be empty
 * @param sampledAt when these figures were read; older than the snapshot if the group could not be read since
 * @param members its members, sorted by client and member id; empty if they are not known
 * @param partitions every partition that it has committed or owns, sorted
 * @param gaps what could not be read of it in the latest tick, in words; empty if everything could
 */
public record GroupLag(
        String group,
        GroupType type,
        GroupState state,
        String protocol,
        Moment sampledAt,
        Optional<List<Member>> members,
        List<PartitionLag> partitions,
        List<String> gaps) {

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

    /** The worst of its partitions; {@link Status#UNKNOWN} while it has gaps and nothing worse is known. */
    public Status status() {
        return partitions.stream()
                .map(PartitionLag::verdict)
                .map(Verdict::status)
                .reduce(gaps.isEmpty() ? Status.OK : Status.UNKNOWN, Status::worse);
    }

    /** The same figures, still as old as they were, with what has kept them from being renewed. */
    GroupLag notRenewed(String reason) {
        return new GroupLag(group, type, state, protocol, sampledAt, members, partitions, List.of(reason));
    }
}
