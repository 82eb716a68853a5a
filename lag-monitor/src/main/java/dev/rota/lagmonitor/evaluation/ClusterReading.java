package dev.rota.lagmonitor.evaluation;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the cluster said in one tick. Committed offsets are older than end offsets in it, so a group that keeps up is
 * never ahead of the log.
 *
 * @param at when the last answer was in
 * @param groups every group that was listed
 * @param endOffsets the offset that the next record will get, for every partition that a group owns or has committed
 * @param unlisted why the list of groups may be incomplete; empty if every broker answered
 */
public record ClusterReading(
        Moment at, List<GroupReading> groups, Map<PartitionId, Reading<Long>> endOffsets, Optional<String> unlisted) {}
