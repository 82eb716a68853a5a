package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.Snapshot;
import dev.rota.lagmonitor.sampling.MonitorState;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Everything the monitor knows, as of one moment: what the page at {@code /} is drawn from. */
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

        @Schema(description = "Sorted by id") List<GroupView> groups,

        @Schema(description = "Of all groups, sorted by group, topic and partition")
        List<PartitionView> partitions) {

    static SnapshotView of(String cluster, MonitorState state, Snapshot snapshot, boolean fresh) {
        Collection<GroupLag> groups = snapshot.groups();
        return new SnapshotView(
                cluster,
                snapshot.takenAt().instant(),
                snapshot.takenAt().age().toMillis(),
                fresh,
                state.outage().map(MonitorState.Outage::reason),
                snapshot.dropped(),
                groups.stream()
                        .map(group -> GroupView.of(cluster, group, state.advice(group.group())))
                        .toList(),
                groups.stream().map(PartitionView::of).flatMap(List::stream).toList());
    }
}
