package dev.rota.lagmonitor.alerting;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.PartitionLag;
import dev.rota.lagmonitor.evaluation.Status;
import dev.rota.lagmonitor.scaling.ScalingAdvice;
import java.util.Optional;

/**
 * One group at one tick, with what more than one rule asks for.
 *
 * @param group the group
 * @param advice how many replicas it wants; empty if that is not known
 * @param worst its partition that is worst off; empty if it has none
 * @param partial whether a partition of it could not be read, which is in no sum
 * @param unclear whether it may be worse off than its status says, as that of a partition is not known, or something of it could not
 *     be read
 */
record GroupFacts(
        GroupLag group,
        Optional<ScalingAdvice> advice,
        Optional<PartitionLag> worst,
        boolean partial,
        boolean unclear) {

    static GroupFacts of(GroupLag group, Optional<ScalingAdvice> advice) {
        boolean partial = false;
        boolean unclear = !group.gaps().isEmpty();
        for (PartitionLag partition : group.partitions()) {
            partial |= partition.gap().isPresent();
            unclear |= partition.verdict().status() == Status.UNKNOWN;
        }
        return new GroupFacts(group, advice, group.worst(), partial, unclear);
    }

    /** As {@link GroupLag#status()} has it, without looking at all partitions again. */
    Status status() {
        Status ofItself = group.gaps().isEmpty() ? Status.OK : Status.UNKNOWN;
        return worst.map(partition -> partition.verdict().status().worse(ofItself))
                .orElse(ofItself);
    }
}
