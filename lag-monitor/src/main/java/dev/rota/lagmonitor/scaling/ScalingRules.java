package dev.rota.lagmonitor.scaling;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * What is asked of one group's size.
 *
 * @param drainWithin the time within which what a group is behind is to be read; positive
 * @param minReplicas the fewest replicas; 0 lets a group go that has nothing to do
 * @param maxReplicas the most; empty if only the partitions bound them
 * @param membersPerReplica how many members of the group one replica runs, for example threads of Kafka Streams; at least 1
 * @param scaleDownAfter for how long fewer must have been enough before fewer are advised
 * @param watchFor the time that rates look back, and who commits less often is taken to stand
 * @param tryFewerAfter after how long without a member that had as much to read as it can, one fewer is tried
 */
public record ScalingRules(
        Duration drainWithin,
        int minReplicas,
        OptionalInt maxReplicas,
        int membersPerReplica,
        Duration watchFor,
        Duration scaleDownAfter,
        Duration tryFewerAfter) {

    /** In replicas, within the bounds. */
    int replicas(int members) {
        int replicas = Math.ceilDiv(members, membersPerReplica);
        return Math.max(minReplicas, Math.min(replicas, maxReplicas.orElse(Integer.MAX_VALUE)));
    }
}
