package dev.rota.lagmonitor.evaluation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How a group has divided among its members what there is to do. While it rebalances nobody can be called idle, and nothing uneven.
 *
 * @param loads what each member has to do, sorted by member
 * @param idle how many of them own nothing; empty while it rebalances
 * @param partitionSkew how many times the mean the member has that owns most partitions, at least 1; empty while it rebalances, if
 *     nobody owns anything, and for a share group
 * @param loadSkew how many times the mean the member has to whose partitions most is written; empty like {@code partitionSkew},
 *     and if so little is written that it would say nothing
 */
public record Membership(
        List<MemberLoad> loads, OptionalInt idle, OptionalDouble partitionSkew, OptionalDouble loadSkew) {

    /** How the group has divided it among these members, which are its own. */
    static Membership of(List<Member> members, GroupLag group) {
        boolean sharing = group.type() == GroupType.SHARE;
        List<MemberLoad> loads =
                sharing ? members.stream().map(MemberLoad::unknown).toList() : loads(members, group.partitions());
        if (group.state().isRebalancing()) {
            return new Membership(loads, OptionalInt.empty(), OptionalDouble.empty(), OptionalDouble.empty());
        }
        int idle = Math.toIntExact(
                members.stream().filter(member -> member.assignment().isEmpty()).count());
        boolean telling =
                group.topics().stream().anyMatch(topic -> topic.hottest().isPresent());
        return new Membership(
                loads,
                OptionalInt.of(idle),
                sharing
                        ? OptionalDouble.empty()
                        : skew(members.stream()
                                .mapToDouble(member -> member.assignment().size())
                                .toArray()),
                sharing
                                || !telling
                                || loads.stream()
                                        .anyMatch(load -> load.arrived().isEmpty())
                        ? OptionalDouble.empty()
                        : skew(loads.stream()
                                .mapToDouble(load -> load.arrived().orElseThrow())
                                .toArray()));
    }

    private static List<MemberLoad> loads(List<Member> members, List<PartitionLag> partitions) {
        Map<String, List<PartitionLag>> owned = new HashMap<>();
        for (PartitionLag partition : partitions) {
            partition
                    .owner()
                    .ifPresent(owner -> owned.computeIfAbsent(owner.memberId(), _ -> new ArrayList<>())
                            .add(partition));
        }
        return members.stream()
                .map(member -> MemberLoad.of(member, owned.getOrDefault(member.memberId(), List.of())))
                .toList();
    }

    /** The greatest by the mean; empty where the mean is 0. */
    private static OptionalDouble skew(double[] values) {
        double sum = 0;
        double greatest = 0;
        for (double value : values) {
            sum += value;
            greatest = Math.max(greatest, value);
        }
        return sum > 0 ? OptionalDouble.of(Math.max(1, greatest * values.length / sum)) : OptionalDouble.empty();
    }
}
