package dev.rota.lagmonitor.evaluation;

import java.util.List;
import java.util.Map;

/**
 * What the cluster said of one group at one time.
 *
 * @param group the group's id
 * @param type the group's protocol
 * @param state what the group is doing
 * @param protocol the protocol type that its members named, for example {@code consumer} or {@code connect}; may be
 *     empty for a group that only commits
 * @param members its members
 * @param committed the place from which it reads on, per partition; partitions without a commit are not in it
 */
public record GroupReading(
        String group,
        GroupType type,
        GroupState state,
        String protocol,
        Reading<List<Member>> members,
        Reading<Map<PartitionId, Place>> committed) {}
