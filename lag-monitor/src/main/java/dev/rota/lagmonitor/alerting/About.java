package dev.rota.lagmonitor.alerting;

import dev.rota.lagmonitor.evaluation.PartitionId;
import java.util.Optional;

/**
 * What an alert is about.
 *
 * @param group the group's id; empty if it is the monitor
 * @param partition the partition; empty if it is the whole group, or the monitor
 */
record About(Optional<String> group, Optional<PartitionId> partition) {}
