package dev.rota.lagmonitor.evaluation;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What one member of a group has to do. All of it is unknown for a member of a share group, which has no partition for itself.
 *
 * @param member the member, with the partitions that it owns
 * @param consumed offsets that it commits per second, over the status' window; empty unless known of each of its partitions
 * @param arrived offsets that are written to its partitions per second; empty like {@code consumed}
 * @param lag records that it is behind, over those of its partitions of which that is known; empty if there are none
 */
public record MemberLoad(Member member, OptionalDouble consumed, OptionalDouble arrived, OptionalLong lag) {

    /** @param owned what is known of the partitions that it owns */
    static MemberLoad of(Member member, List<PartitionLag> owned) {
        return new MemberLoad(
                member,
                sum(owned, Rates::consumed),
                sum(owned, Rates::arrived),
                owned.stream()
                        .map(PartitionLag::lag)
                        .flatMapToLong(OptionalLong::stream)
                        .reduce(Math::addExact));
    }

    static MemberLoad unknown(Member member) {
        return new MemberLoad(member, OptionalDouble.empty(), OptionalDouble.empty(), OptionalLong.empty());
    }

    private static OptionalDouble sum(List<PartitionLag> owned, Function<Rates, OptionalDouble> rate) {
        double sum = 0;
        for (PartitionLag partition : owned) {
            OptionalDouble known = rate.apply(partition.rates());
            if (known.isEmpty()) {
                return known;
            }
            sum += known.getAsDouble();
        }
        return OptionalDouble.of(sum);
    }
}
