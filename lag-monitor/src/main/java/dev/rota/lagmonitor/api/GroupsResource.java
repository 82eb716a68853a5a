package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.Snapshot;
import dev.rota.lagmonitor.sampling.LagMonitorConfig;
import dev.rota.lagmonitor.sampling.Monitor;
import dev.rota.lagmonitor.sampling.MonitorState;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Who is behind, and by how much: answered from memory, never by asking a broker. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Groups")
@APIResponse(responseCode = "503", description = "Nothing has been sampled yet")
final class GroupsResource {

    /** JSON for whoever does not say what they want. */
    private static final String TEXT_IF_ASKED = MediaType.TEXT_PLAIN + ";qs=0.5";

    private final LagMonitorConfig config;
    private final Monitor monitor;

    GroupsResource(LagMonitorConfig config, Monitor monitor) {
        this.config = config;
        this.monitor = monitor;
    }

    @GET
    @Path("/snapshot")
    @Operation(summary = "Everything as of one moment")
    @APIResponseSchema(SnapshotView.class)
    public SnapshotView snapshot() {
        MonitorState state = monitor.state();
        return SnapshotView.of(config.cluster(), state, sampled(state), state.isFresh(config.staleAfter()));
    }

    @GET
    @Path("/groups")
    @Operation(summary = "All groups, sorted by id")
    @APIResponse(
            responseCode = "200",
            description = "A summary of each group; as text/plain the columns of kafka-consumer-groups",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(type = SchemaType.ARRAY, implementation = GroupView.class)),
                @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(type = SchemaType.STRING))
            })
    public List<GroupView> groups() {
        return sampled().groups().stream().map(GroupView::of).toList();
    }

    @GET
    @Path("/groups")
    @Produces(TEXT_IF_ASKED)
    @Operation(hidden = true)
    public String groupsAsText() {
        return ConsumerGroupsText.of(sampled().groups());
    }

    @GET
    @Path("/groups/{group}")
    @Operation(summary = "One group with its members")
    @APIResponseSchema(GroupDetailView.class)
    @APIResponse(responseCode = "404", description = "The cluster lists no such group")
    public GroupDetailView group(String group) {
        return GroupDetailView.of(find(group));
    }

    @GET
    @Path("/groups/{group}/partitions")
    @Operation(summary = "The partitions of one group, sorted by topic and number")
    @APIResponse(
            responseCode = "200",
            description = "One row for each partition; as text/plain the columns of kafka-consumer-groups",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(type = SchemaType.ARRAY, implementation = PartitionView.class)),
                @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(type = SchemaType.STRING))
            })
    @APIResponse(responseCode = "404", description = "The cluster lists no such group")
    public List<PartitionView> partitions(String group) {
        return PartitionView.of(find(group));
    }

    @GET
    @Path("/groups/{group}/partitions")
    @Produces(TEXT_IF_ASKED)
    @Operation(hidden = true)
    public String partitionsAsText(String group) {
        return ConsumerGroupsText.of(find(group));
    }

    private GroupLag find(String id) {
        Snapshot snapshot = sampled();
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

    private Snapshot sampled() {
        return sampled(monitor.state());
    }

    private Snapshot sampled(MonitorState state) {
        return state.snapshot().orElseThrow(() -> new NotSampledYetException(state));
    }

    @ServerExceptionMapper
    public Response notSampledYet(NotSampledYetException e) {
        return HttpProblem.builder()
                .withStatus(Status.SERVICE_UNAVAILABLE)
                .withTitle("Nothing sampled yet")
                .withDetail("There are no figures of cluster '%s' yet: %s".formatted(config.cluster(), e.reason()))
                .withHeader(
                        HttpHeaders.RETRY_AFTER, Math.max(1, config.interval().toSeconds()))
                .build()
                .toResponse();
    }
}
