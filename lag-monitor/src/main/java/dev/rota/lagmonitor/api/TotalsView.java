package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.Snapshot;
import dev.rota.lagmonitor.evaluation.Status;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Sums over all groups that are watched, whichever of them an answer lists. */
@Schema(name = "Totals")
record TotalsView(
        int groups,

        @Schema(description = "Over the groups whose members are known")
        long members,

        @Schema(description = "Those of each group: one that two groups read counts twice")
        long partitions,

        @Schema(description = "Records behind, over the partitions whose lag is known")
        long lag,

        @Schema(description = "How many groups have each status, the worst first; 0 where none has")
        Map<Status, Integer> byStatus) {

    static TotalsView of(Snapshot snapshot) {
        Collection<GroupLag> groups = snapshot.groups();
        Map<Status, Integer> byStatus = new EnumMap<>(Status.class);
        for (Status status : Status.values()) {
            byStatus.put(status, 0);
        }
        groups.forEach(group -> byStatus.merge(group.status(), 1, Math::addExact));
        return new TotalsView(
                groups.size(),
                groups.stream()
                        .mapToLong(
                                group -> group.members().map(Collection::size).orElse(0))
                        .sum(),
                groups.stream().mapToLong(group -> group.partitions().size()).sum(),
                groups.stream().mapToLong(group -> group.totalLag().orElse(0)).reduce(0, Math::addExact),
                byStatus);
    }
}
