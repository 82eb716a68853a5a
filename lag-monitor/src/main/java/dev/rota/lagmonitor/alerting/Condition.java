package dev.rota.lagmonitor.alerting;

import dev.rota.lagmonitor.evaluation.Status;
import java.util.Set;

/** When something is not well. */
public sealed interface Condition {

    /** A figure of the monitor is beyond its bounds. */
    record OfMonitor(MonitorFigure figure, Bounds bounds) implements Condition {}

    /** A figure of a group is. */
    record OfGroup(GroupFigure figure, Bounds bounds) implements Condition {}

    /** A figure of a partition is. */
    record OfPartition(PartitionFigure figure, Bounds bounds) implements Condition {}

    /** A group has one of these. */
    record GroupStatus(Set<Status> statuses) implements Condition {}

    /** A group has one of these on a partition. */
    record PartitionStatus(Set<Status> statuses) implements Condition {}

    /** That of a figure. */
    static Condition of(Figure figure, Bounds bounds) {
        return switch (figure) {
            case MonitorFigure ofMonitor -> new OfMonitor(ofMonitor, bounds);
            case GroupFigure ofGroup -> new OfGroup(ofGroup, bounds);
            case PartitionFigure ofPartition -> new OfPartition(ofPartition, bounds);
        };
    }
}
