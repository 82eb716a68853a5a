package dev.rota.lagmonitor.api;

import dev.rota.access.Roles;
import dev.rota.lagmonitor.api.GroupQuery.Page;
import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.PartitionLag;
import dev.rota.lagmonitor.evaluation.Snapshot;
import dev.rota.lagmonitor.sampling.LagMonitorConfig;
import dev.rota.lagmonitor.sampling.Monitor;
import dev.rota.lagmonitor.sampling.MonitorState;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who is behind, and by how much: answered from memory, never by asking a broker. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@Tag(name = "Groups")
@APIResponse(responseCode = "503", description = "Nothing has been sampled yet")
final class GroupsResource {

    /** JSON for whoever does not say what they want. */
    private static final String TEXT_IF_ASKED = MediaType.TEXT_PLAIN + ";qs=0.5";

    private static final String UNCHANGED =
            "Nothing new since the answer whose ETag the request names in If-None-Match";

    private final LagMonitorConfig config;
    private final Monitor monitor;

    GroupsResource(LagMonitorConfig config, Monitor monitor) {
        this.config = config;
        this.monitor = monitor;
    }

    @GET
    @Path("/snapshot")
    @Operation(summary = "Groups with their partitions, and totals, as of one moment: everything unless told")
    @APIResponseSchema(SnapshotView.class)
    @APIResponse(responseCode = "304", description = UNCHANGED)
    @APIResponse(responseCode = "400", description = "A parameter makes no sense")
    public Response snapshot(
            @BeanParam GroupQuery query,
            @Parameter(
                            description =
                                    "Only the partitions of the group of this id, if it is listed; may be repeated, and empty means of none")
                    @QueryParam("partitionsOf")
                    List<String> partitionsOf,
            @Context UriInfo uri,
            @Context Request request) {
        MonitorState state = monitor.state();
        boolean fresh = state.isFresh(config.staleAfter());
        Set<String> open = Set.copyOf(partitionsOf);
        // An empty one is in no list that the framework makes.
        boolean isTold = uri.getQueryParameters().containsKey("partitionsOf");
        return answer(state, request, snapshot -> {
            Page page = query.of(snapshot, Integer.MAX_VALUE);
            return page(
                    page.last(),
                    uri,
                    SnapshotView.of(
                            config.cluster(),
                            state,
                            snapshot,
                            fresh,
                            page,
                            group -> !isTold || open.contains(group.group())));
        });
    }

    @GET
    @Path("/groups")
    @Operation(summary = "Groups: all of them, sorted by id, unless told")
    @APIResponse(
            responseCode = "200",
            description = "A summary of each group, the header Link where there are more; as text/plain the columns of"
                    + " kafka-consumer-groups",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(type = SchemaType.ARRAY, implementation = GroupView.class)),
                @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(type = SchemaType.STRING))
            })
    @APIResponse(responseCode = "304", description = UNCHANGED)
    @APIResponse(responseCode = "400", description = "A parameter makes no sense")
    public Response groups(@BeanParam GroupQuery query, @Context UriInfo uri, @Context Request request) {
        MonitorState state = monitor.state();
        return answer(state, request, snapshot -> {
            Page page = query.of(snapshot, GroupQuery.MOST);
            return page(
                    page.last(),
                    uri,
                    page.groups().stream()
                            .map(group -> GroupView.of(config.cluster(), group, state.advice(group.group())))
                            .toList());
        });
    }

    @GET
    @Path("/groups")
    @Produces(TEXT_IF_ASKED)
    @Operation(hidden = true)
    public Response groupsAsText(@BeanParam GroupQuery query, @Context UriInfo uri, @Context Request request) {
        return answer(monitor.state(), request, snapshot -> {
            Page page = query.of(snapshot, GroupQuery.MOST);
            return page(page.last(), uri, ConsumerGroupsText.of(page.groups()));
        });
    }

    private static Response.ResponseBuilder page(Optional<String> last, UriInfo uri, Object shown) {
        Response.ResponseBuilder answer = Response.ok(shown);
        last.map(id -> uri.getRequestUriBuilder()
                        .replaceQueryParam("after", "{after}")
                        .build(id)
                        .getRawQuery())
                // Relative: the monitor need not know by which name it was called.
                .ifPresent(query -> answer.header(HttpHeaders.LINK, "<?" + query + ">; rel=\"next\""));
        return answer;
    }

    @GET
    @Path("/groups/{group}")
    @Operation(summary = "One group with its members")
    @APIResponseSchema(GroupDetailView.class)
    @APIResponse(responseCode = "404", description = "The cluster lists no such group")
    @APIResponse(responseCode = "304", description = UNCHANGED)
    public Response group(String group, @Context Request request) {
        MonitorState state = monitor.state();
        return answer(
                state,
                request,
                snapshot ->
                        Response.ok(GroupDetailView.of(config.cluster(), find(snapshot, group), state.advice(group))));
    }

    @GET
    @Path("/groups/{group}/partitions")
    @Operation(summary = "The partitions of one group, sorted by topic and number")
    @APIResponse(
            responseCode = "200",
            description =
                    "One row for each partition, the header Link where there are more; as text/plain the columns of kafka-consumer-groups",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(type = SchemaType.ARRAY, implementation = PartitionView.class)),
                @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(type = SchemaType.STRING))
            })
    @APIResponse(responseCode = "404", description = "The cluster lists no such group")
    @APIResponse(responseCode = "304", description = UNCHANGED)
    @APIResponse(responseCode = "400", description = "A parameter makes no sense")
    public Response partitions(
            String group, @BeanParam PartitionQuery query, @Context UriInfo uri, @Context Request request) {
        return answer(monitor.state(), request, snapshot -> {
            GroupLag found = find(snapshot, group);
            Slice<PartitionLag> page = query.of(found);
            return page(page.last(), uri, PartitionView.of(config.cluster(), found, page.items()));
        });
    }

    @GET
    @Path("/groups/{group}/partitions")
    @Produces(TEXT_IF_ASKED)
    @Operation(hidden = true)
    public Response partitionsAsText(
            String group, @BeanParam PartitionQuery query, @Context UriInfo uri, @Context Request request) {
        return answer(monitor.state(), request, snapshot -> {
            GroupLag found = find(snapshot, group);
            Slice<PartitionLag> page = query.of(found);
            return page(page.last(), uri, ConsumerGroupsText.of(found, page.items()));
        });
    }

    @GET
    @Path("/groups/{group}/rebalances")
    @Operation(
            summary =
                    "The latest rebalances of one group, the newest first: at most twenty, of the last day but for the newest")
    @APIResponse(
            responseCode = "200",
            description = "What was seen of each, why it came about as far as it can be told, and what moved",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.ARRAY, implementation = RebalanceDetailView.class)))
    @APIResponse(responseCode = "404", description = "The cluster lists no such group")
    @APIResponse(responseCode = "304", description = UNCHANGED)
    public Response rebalances(String group, @Context Request request) {
        return answer(
                monitor.state(),
                request,
                snapshot -> Response.ok(RebalanceDetailView.of(config.cluster(), find(snapshot, group))));
    }

    @GET
    @Path("/groups/{group}/scaling")
    @Operation(summary = "How many replicas one group wants now, and why")
    @APIResponseSchema(ScalingView.class)
    @APIResponse(responseCode = "404", description = "The cluster lists no such group")
    @APIResponse(responseCode = "304", description = UNCHANGED)
    public Response scaling(String group, @Context Request request) {
        MonitorState state = monitor.state();
        boolean fresh = state.isFresh(config.staleAfter());
        return answer(state, request, snapshot -> {
            GroupLag found = find(snapshot, group);
            return Response.ok(
                    ScalingView.of(config.cluster(), state.advice(found.group()).orElseThrow(), fresh));
        });
    }

    /** Ages go on growing between two ticks, and are not worth an answer that is the same otherwise. */
    private Response answer(MonitorState state, Request request, Function<Snapshot, Response.ResponseBuilder> view) {
        Snapshot snapshot = state.snapshot().orElseThrow(() -> notSampledYet(state));
        EntityTag tag = tag(state, snapshot);
        Response.@Nullable ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        return (unchanged == null ? view.apply(snapshot).tag(tag) : unchanged)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .build();
    }

    private EntityTag tag(MonitorState state, Snapshot snapshot) {
        int trouble = Objects.hash(state.outage().map(MonitorState.Outage::reason), state.isFresh(config.staleAfter()));
        return new EntityTag("%x-%x".formatted(snapshot.takenAt().instant().toEpochMilli(), trouble), true);
    }

    private GroupLag find(Snapshot snapshot, String id) {
        return snapshot.group(id)
                .orElseThrow(() -> HttpProblem.builder()
                        .withStatus(Status.NOT_FOUND)
                        .withTitle("Unknown group")
                        .withDetail("Cluster '%s' listed no group '%s' at %s"
                                .formatted(
                                        config.cluster(), id, snapshot.takenAt().instant()))
                        .with("group", id)
                        .build());
    }

    private UnavailableException notSampledYet(MonitorState state) {
        String reason = state.outage()
                .map(MonitorState.Outage::reason)
                .map("the cluster cannot be sampled (%s)"::formatted)
                .orElse("the first sample is under way");
        return new UnavailableException(
                "Nothing sampled yet",
                "There are no figures of cluster '%s' yet: %s".formatted(config.cluster(), reason));
    }
}
