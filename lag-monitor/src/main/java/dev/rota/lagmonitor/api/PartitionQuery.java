package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.PartitionId;
import dev.rota.lagmonitor.evaluation.PartitionLag;
import dev.rota.lagmonitor.evaluation.Status;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Which partitions of a group are wanted, and how many of them at once. Filled in by the framework, for one request. */
final class PartitionQuery {

    private static final int MOST = 10_000;

    @Parameter(description = "Only partitions of this topic; may be repeated")
    @QueryParam("topic")
    List<String> topic = List.of();

    @Parameter(description = "Only partitions of this status; may be repeated")
    @QueryParam("status")
    List<String> status = List.of();

    @Parameter(description = "Only partitions that come after this one, such as orders-12: the last of the page before")
    @QueryParam("after")
    @Nullable String after;

    @Parameter(
            description = "How many at most; where there are more, the header Link leads on",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "10000", defaultValue = "10000"))
    @QueryParam("limit")
    @Nullable String limit;

    /**
     * Those of a group, sorted by topic and number.
     *
     * @throws HttpProblem 400 if a parameter makes no sense
     */
    Slice<PartitionLag> of(GroupLag group) {
        Set<Status> statuses = Parameters.named(Status.class, "status", status);
        int most = limit == null ? MOST : Parameters.limit(limit, MOST);
        Optional<PartitionId> from = Optional.ofNullable(after).map(PartitionQuery::partition);
        Stream<PartitionLag> found = group.partitions().stream()
                .filter(partition ->
                        topic.isEmpty() || topic.contains(partition.partition().topic()))
                .filter(partition -> statuses.isEmpty()
                        || statuses.contains(partition.verdict().status()))
                .filter(partition -> from.filter(last -> partition.partition().compareTo(last) <= 0)
                        .isEmpty());
        return Slice.of(found, most, partition -> partition.partition().toString());
    }

    private static PartitionId partition(String given) {
        int dash = given.lastIndexOf('-');
        try {
            if (dash > 0) {
                return new PartitionId(given.substring(0, dash), Integer.parseInt(given.substring(dash + 1)));
            }
        } catch (NumberFormatException _) {
            // It is refused below.
        }
        throw Parameters.refused("after must be a topic, a dash and a number, and is " + given);
    }
}
