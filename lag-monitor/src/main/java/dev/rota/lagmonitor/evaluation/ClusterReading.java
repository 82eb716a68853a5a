package dev.rota.lagmonitor.evaluation;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the cluster said in one tick. Committed offsets are older than the logs' in it, so a group that keeps up is
 * never ahead of the log.
 *
 * @param at when the last answer was in
 * @param groups every group that was listed
 * @param logs where the log begins and ends, of every partition that a group owns or has committed
 * @param unlisted why the list of groups may be incomplete; empty if every broker answered
 * @param dropped how many groups were listed and not read, because there are more than are to be
 */
public record ClusterReading(
        Moment at,
        List<GroupReading> groups,
        Map<PartitionId, Reading<LogOffsets>> logs,
        Optional<String> unlisted,
        int dropped) {}
