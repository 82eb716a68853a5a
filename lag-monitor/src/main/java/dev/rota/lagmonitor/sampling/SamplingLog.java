package dev.rota.lagmonitor.sampling;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.Moment;
import dev.rota.lagmonitor.evaluation.Snapshot;
import dev.rota.lagmonitor.sampling.MonitorState.Outage;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Tells an operator what changed from one tick to the next; a trouble that lasts is told once, and once when it ends. */
final class SamplingLog {

    private static final Logger LOG = Logger.getLogger(SamplingLog.class);

    private SamplingLog() {}

    static void report(String cluster, MonitorState before, MonitorState after) {
        if (before.outage().isEmpty()) {
            after.outage().ifPresent(outage -> began(cluster, outage, after.snapshot()));
        } else if (after.outage().isEmpty()) {
            before.outage().ifPresent(outage -> ended(cluster, outage));
        }
        after.snapshot().ifPresent(snapshot -> reportGaps(cluster, before.snapshot(), snapshot));
    }

    private static void began(String cluster, Outage outage, Optional<Snapshot> kept) {
        String figures = kept.map(Snapshot::takenAt)
                .map(Moment::instant)
                .map("keeping the figures of %s"::formatted)
                .orElse("there are no figures yet");
        LOG.warnf("Cluster '%s' cannot be sampled (%s); %s", cluster, outage.reason(), figures);
    }

    private static void ended(String cluster, Outage outage) {
        LOG.infof(
                "Cluster '%s' is sampled again after %d s",
                cluster, outage.since().age().toSeconds());
    }

    private static void reportGaps(String cluster, Optional<Snapshot> before, Snapshot after) {
        for (GroupLag group : after.groups()) {
            List<String> known = before.flatMap(snapshot -> snapshot.group(group.group()))
                    .map(GroupLag::gaps)
                    .orElse(List.of());
            if (known.isEmpty() && !group.gaps().isEmpty()) {
                LOG.warnf(
                        "Group '%s' of cluster '%s' cannot be read fully: %s",
                        group.group(), cluster, String.join("; ", group.gaps()));
            } else if (!known.isEmpty() && group.gaps().isEmpty()) {
                LOG.infof("Group '%s' of cluster '%s' can be read again", group.group(), cluster);
            }
        }
    }
}
