package dev.rota.department.task;

import dev.rota.access.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

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
    public List<TaskView> latest(
            @Parameter(description = "Only of this kind") @RestQuery Optional<Task.Kind> kind,
            @Parameter(description = "Only with lower ids: the next page") @RestQuery @DefaultValue("" + Long.MAX_VALUE)
                    long before,
            @RestQuery @DefaultValue("50") @Min(1) @Max(500) int limit)
            throws SQLException {
        return book.latest(kind, before, limit).stream().map(TaskView::of).toList();
    }
}
