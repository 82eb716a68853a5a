package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.Snapshot;
import dev.rota.lagmonitor.sampling.LagMonitorConfig;
import dev.rota.lagmonitor.sampling.MonitorState;
import dev.rota.lagmonitor.scaling.ScalingAdvice;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What is not as it was in the event before. The first event of a stream has everything. */
@Schema(name = "Changes")
record ChangesView(
        @Schema(description = "The cluster's configured name")
        String cluster,

        @Schema(description = "When the last successful tick ended; null before the first")
        Optional<Instant> sampledAt,

        @Schema(description = "Whether that is recent enough to be acted upon")
        boolean fresh,

        @Schema(description = "Why the cluster cannot be sampled now; null if it can")
        Optional<String> outage,

        @Schema(description = "How many more groups there are, which are not watched: see rota.lag-monitor.max-groups")
        int groupsDropped,

        @Schema(description = "Groups that are new or of which a figure has changed; of the others only the age has")
        List<GroupView> changed,

        @Schema(description = "Ids of groups that are gone") List<String> gone) {

    /** From one state to another that came later. */
    static ChangesView between(LagMonitorConfig config, MonitorState before, MonitorState after) {
        Collection<GroupLag> now = groups(after);
        return new ChangesView(
                config.cluster(),
                after.snapshot().map(snapshot -> snapshot.takenAt().instant()),
                after.isFresh(config.staleAfter()),
                after.outage().map(MonitorState.Outage::reason),
                after.snapshot().map(Snapshot::dropped).orElse(0),
                now.stream()
                        .filter(group -> group(before, group.group())
                                        .filter(group::saysTheSameAs)
                                        .isEmpty()
                                || wanted(before, group.group()) != wanted(after, group.group()))
                        .map(group -> GroupView.of(config.cluster(), group, after.advice(group.group())))
                        .toList(),
                groups(before).stream()
                        .map(GroupLag::group)
                        .filter(id -> group(after, id).isEmpty())
                        .toList());
    }

    private static int wanted(MonitorState state, String id) {
        return state.advice(id).map(ScalingAdvice::wanted).orElse(-1);
    }

    private static Collection<GroupLag> groups(MonitorState state) {
        return state.snapshot().map(Snapshot::groups).orElse(List.of());
    }

    private static Optional<GroupLag> group(MonitorState state, String id) {
        return state.snapshot().flatMap(snapshot -> snapshot.group(id));
    }
}
