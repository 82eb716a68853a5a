package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.GroupType;
import dev.rota.lagmonitor.evaluation.Snapshot;
import dev.rota.lagmonitor.evaluation.Status;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Which groups are wanted, and how many of them at once. Filled in by the framework, for one request. */
final class GroupQuery {

    private static final int MOST = 10_000;

    @Parameter(description = "Only groups whose id contains this")
    @QueryParam("contains")
    @Nullable String contains;

    @Parameter(description = "Only groups of this status; may be repeated")
    @QueryParam("status")
    List<String> status = List.of();

    @Parameter(description = "Only groups of this type: classic, consumer, streams, share or unknown; may be repeated")
    @QueryParam("type")
    List<String> type = List.of();

    @Parameter(description = "Only groups whose ids come after this one: the last of the page before")
    @QueryParam("after")
    @Nullable String after;

    @Parameter(
            description = "How many at most; where there are more, the header Link leads on",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "10000", defaultValue = "10000"))
    @QueryParam("limit")
    @Nullable String limit;

    /**
     * What is wanted.
     *
     * @param last the id after which to go on; empty if that is all
     */
    record Page(List<GroupLag> groups, Optional<String> last) {}

    /**
     * Those of a snapshot, sorted by id.
     *
     * @throws HttpProblem 400 if a parameter makes no sense
     */
    Page of(Snapshot snapshot) {
        Set<Status> statuses = Parameters.named(Status.class, "status", status);
        Set<GroupType> types = Parameters.named(GroupType.class, "type", type);
        int most = limit == null ? MOST : Parameters.limit(limit, MOST);
        List<GroupLag> found = snapshot.groups().stream()
                .filter(group -> after == null || group.group().compareTo(after) > 0)
                .filter(group -> contains == null || group.group().contains(contains))
                .filter(group -> types.isEmpty() || types.contains(group.type()))
                .filter(group -> statuses.isEmpty() || statuses.contains(group.status()))
                .limit(most + 1L)
                .toList();
        return found.size() <= most
                ? new Page(found, Optional.empty())
                : new Page(
                        found.subList(0, most), Optional.of(found.get(most - 1).group()));
    }
}
