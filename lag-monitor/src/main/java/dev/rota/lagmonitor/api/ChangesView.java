package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.Snapshot;
import dev.rota.lagmonitor.sampling.MonitorState;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What is not as it was in the event before. The first event of a stream has everything. */
@Schema(name = "Changes")
record ChangesView(
        @Schema(description = "When the last successful tick ended; null before the first")
        Optional<Instant> sampledAt,

        @Schema(description = "Why the cluster cannot be sampled now; null if it can")
        Optional<String> outage,

        @Schema(description = "Groups that are new or of which a figure has changed; of the others only the age has")
        List<GroupView> changed,

        @Schema(description = "Ids of groups that are gone") List<String> gone) {

    /** From one state to another that came later. */
    static ChangesView between(String cluster, MonitorState before, MonitorState after) {
        Collection<GroupLag> now = groups(after);
        return new ChangesView(
                after.snapshot().map(snapshot -> snapshot.takenAt().instant()),
                after.outage().map(MonitorState.Outage::reason),
                now.stream()
                        .filter(group -> group(before, group.group())
                                .filter(group::saysTheSameAs)
                                .isEmpty())
                        .map(group -> GroupView.of(cluster, group))
                        .toList(),
                groups(before).stream()
                        .map(GroupLag::group)
                        .filter(id -> group(after, id).isEmpty())
                        .toList());
    }

    private static Collection<GroupLag> groups(MonitorState state) {
        return state.snapshot().map(Snapshot::groups).orElse(List.of());
    }

    private static Optional<GroupLag> group(MonitorState state, String id) {
        return state.snapshot().flatMap(snapshot -> snapshot.group(id));
    }
}
