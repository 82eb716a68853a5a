package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.Snapshot;
import dev.rota.lagmonitor.sampling.MonitorState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What the monitor knows, as of one moment: all of it, or the part that the page at {@code /} is drawn from. */
@Schema(name = "Snapshot")
record SnapshotView(
        @Schema(description = "The cluster's configured name")
        String cluster,

        @Schema(description = "When the last successful tick ended")
        Instant sampledAt,

        @Schema(description = "How long ago that was") long ageMillis,

        @Schema(description = "Whether that is recent enough to be acted upon")
        boolean fresh,

        @Schema(description = "Why the cluster cannot be sampled now; null if it can")
        Optional<String> outage,

        @Schema(description = "How many more groups there are, which are not watched: see rota.lag-monitor.max-groups")
        int groupsDropped,

        @Schema(description = "Over all groups that are watched, whichever are wanted")
        TotalsView totals,

        @Schema(description = "How many groups the filters let through; groups has fewer if limit says so")
        int matching,

        @Schema(description = "The groups that are wanted, sorted by id unless told")
        List<GroupView> groups,

        @Schema(
                description =
                        "Of these groups, or of those that partitionsOf names: in the order of groups, then by topic and partition")
        List<PartitionView> partitions) {

    /**
     * @param page the groups that are wanted
     * @param open which of them with their partitions
     */
    static SnapshotView of(
            String cluster,
            MonitorState state,
            Snapshot snapshot,
            boolean fresh,
            GroupQuery.Page page,
            Predicate<GroupLag> open) {
        List<GroupLag> groups = page.groups();
        return new SnapshotView(
                cluster,
                snapshot.takenAt().instant(),
                snapshot.takenAt().age().toMillis(),
                fresh,
                state.outage().map(MonitorState.Outage::reason),
                snapshot.dropped(),
                TotalsView.of(snapshot),
                page.matching(),
                groups.stream()
                        .map(group -> GroupView.of(cluster, group, state.advice(group.group())))
                        .toList(),
                groups.stream()
                        .filter(open)
                        .flatMap(group -> PartitionView.of(cluster, group, group.partitions()).stream())
                        .toList());
    }
}
