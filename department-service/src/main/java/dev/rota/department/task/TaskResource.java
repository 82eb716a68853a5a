package dev.rota.department.task;

import dev.rota.access.Roles;
import io.quarkiverse.resteasy.problem.validation.HttpValidationProblem;
import io.quarkiverse.resteasy.problem.validation.Violation;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The department's tasks, over HTTP. */
@Path("/tasks")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@Tag(name = "Tasks")
class TaskResource {

    private final TaskBook book;

    TaskResource(TaskBook book) {
        this.book = book;
    }

    /** A task. */
    @Schema(name = "Task")
    record TaskView(
            @Schema(description = "In the order of writing") long id,

            @Schema(description = "The event that asked for it")
            UUID eventId,

            Task.Kind kind,

            @Schema(description = "Whom or what it is about", examples = "B-214")
            String subject,

            @Schema(description = "What else one has to know")
            String detail,

            @Schema(description = "By when it should be done, counted from when the event happened")
            Instant dueAt,

            @Schema(description = "When it was") Instant doneAt,
            @Schema(description = "Whether it was in time") boolean inTime) {

        static TaskView of(TaskBook.Entry entry) {
            Task task = entry.task();
            return new TaskView(
                    entry.id(),
                    entry.eventId(),
                    task.kind(),
                    task.subject(),
                    task.detail(),
                    task.dueAt(),
                    entry.doneAt(),
                    entry.isInTime());
        }
    }

    @GET
    @RunOnVirtualThread
    @Operation(summary = "The latest tasks, the newest first")
    @APIResponse(
            responseCode = "200",
            description = "They, or none",
            content = @Content(schema = @Schema(implementation = TaskView[].class)))
    @APIResponse(responseCode = "400", description = "There is no such kind, or the limit is out of bounds")
    public List<TaskView> latest(
            @Parameter(description = "Only of this kind", schema = @Schema(implementation = Task.Kind.class))
                    @QueryParam("kind")
                    @Nullable String kind,
            @Parameter(description = "Only with lower ids: the next page")
                    @QueryParam("before")
                    @DefaultValue("" + Long.MAX_VALUE)
                    long before,
            @Parameter(description = "How many at most") @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(500) int limit)
            throws SQLException {
        return book.latest(Optional.ofNullable(kind).map(TaskResource::kind), before, limit).stream()
                .map(TaskView::of)
                .toList();
    }

    private static Task.Kind kind(String name) {
        return Arrays.stream(Task.Kind.values())
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new HttpValidationProblem(
                        Status.BAD_REQUEST.getStatusCode(),
                        Status.BAD_REQUEST.getReasonPhrase(),
                        List.of(Violation.In.query
                                .field("kind")
                                .message("must be one of " + Arrays.toString(Task.Kind.values())))));
    }
}
