package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.GroupType;
import dev.rota.lagmonitor.evaluation.Snapshot;
import dev.rota.lagmonitor.evaluation.Status;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.QueryParam;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Which groups are wanted, and how many of them at once. Filled in by the framework, for one request. */
final class GroupQuery {

    static final int MOST = 10_000;

    @Parameter(description = "Only groups whose id contains this")
    @QueryParam("contains")
    @Nullable String contains;

    @Parameter(description = "Only groups of this status; may be repeated")
    @QueryParam("status")
    List<String> status = List.of();

    @Parameter(description = "Only groups of this type: classic, consumer, streams, share or unknown; may be repeated")
    @QueryParam("type")
    List<String> type = List.of();

    @Parameter(
            description = "id, or status: the worst first, and of those the ones that are farthest behind",
            schema =
                    @Schema(
                            type = SchemaType.STRING,
                            enumeration = {"id", "status"},
                            defaultValue = "id"))
    @QueryParam("sort")
    @Nullable String sort;

    @Parameter(
            description =
                    "Only groups whose ids come after this one: the last of the page before; not with sort=status, whose order changes from tick to tick")
    @QueryParam("after")
    @Nullable String after;

    @Parameter(
            description =
                    "How many at most, 10,000 unless told, and all in a snapshot; where there are more, the header Link leads on if they are sorted by id",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "10000"))
    @QueryParam("limit")
    @Nullable String limit;

    /**
     * What is wanted.
     *
     * @param matching how many groups the filters let through, on this page or not
     * @param last the id after which to go on; empty if that is all, or if they are not sorted by id
     */
    record Page(List<GroupLag> groups, int matching, Optional<String> last) {}

    /** In which order groups come. */
    private enum Sort {
        ID,
        STATUS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a group is sorted by, worked out once: a group goes through its partitions for it. */
    private record Ranked(GroupLag group, Status status, long lag) {

        private static final Comparator<Ranked> WORST_FIRST = Comparator.comparing(Ranked::status)
                .thenComparing(Comparator.comparingLong(Ranked::lag).reversed());

        private static Ranked of(GroupLag group) {
            return new Ranked(group, group.status(), group.totalLag().orElse(0));
        }
    }

    /**
     * Those of a snapshot.
     *
     * @param unlessTold how many at most where the request says nothing of it
     * @throws HttpProblem 400 if a parameter makes no sense
     */
    Page of(Snapshot snapshot, int unlessTold) {
        Set<Status> statuses = Parameters.named(Status.class, "status", status);
        Set<GroupType> types = Parameters.named(GroupType.class, "type", type);
        boolean worstFirst = Parameters.named(Sort.class, "sort", sort == null ? List.of() : List.of(sort))
                .contains(Sort.STATUS);
        int most = limit == null ? unlessTold : Parameters.limit(limit, MOST);
        if (worstFirst && after != null) {
            throw Parameters.refused("after goes with sort=id only: the worst groups are others from tick to tick");
        }
        List<GroupLag> found = snapshot.groups().stream()
                .filter(group -> contains == null || group.group().contains(contains))
                .filter(group -> types.isEmpty() || types.contains(group.type()))
                .filter(group -> statuses.isEmpty() || statuses.contains(group.status()))
                .toList();
        if (worstFirst) {
            List<GroupLag> worst = found.stream()
                    .map(Ranked::of)
                    .sorted(Ranked.WORST_FIRST)
                    .limit(most)
                    .map(Ranked::group)
                    .toList();
            return new Page(worst, found.size(), Optional.empty());
        }
        Slice<GroupLag> page = Slice.of(
                found.stream().filter(group -> after == null || group.group().compareTo(after) > 0),
                most,
                GroupLag::group);
        return new Page(page.items(), found.size(), page.last());
    }
}
