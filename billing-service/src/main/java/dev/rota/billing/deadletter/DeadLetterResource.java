package dev.rota.billing.deadletter;

import dev.rota.access.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Looks dead letters up. */
@Path("/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.VIEWER)
@Tag(name = "Dead letters")
public class DeadLetterResource {

    private static final int MOST = 200;

    /** Larger values are not decoded in lists, which would have many of them. */
    private static final int VALUE_IN_LISTS = 64 * 1024;

    private static final int VALUE_ALONE = 1024 * 1024;

    private final DeadLetterStore store;
    private final RedriveAudit audit;
    private final ValueReader values;

    DeadLetterResource(DeadLetterStore store, RedriveAudit audit, ValueReader values) {
        this.store = store;
        this.audit = audit;
        this.values = values;
    }

    @GET
    @Operation(
            summary = "Records that billing gave up on, the newest last",
            description = "A value that cannot be decoded, or not in time, is absent; 'valueError' says why.")
    public DeadLetterPage list(
            @Parameter(description = "Only letters given up for this reason", example = "unreadable")
                    @QueryParam("reason")
                    @Pattern(regexp = Diagnosis.WORD, message = "is not a reason") @Nullable String reason,
            @Parameter(description = "Only letters read from this topic", example = "order-events")
                    @QueryParam("topic")
                    @Pattern(regexp = BulkRedrive.TOPIC, message = "is not the name of a topic") @Nullable String topic,
            @Parameter(description = "Only letters that were sent back, or only those that never were")
                    @QueryParam("redriven")
                    @Pattern(regexp = "true|false", message = "must be true or false") @Nullable String redriven,
            @Parameter(description = "Only letters with a higher id: 'next' of the page before")
                    @QueryParam("after")
                    @DefaultValue("0")
                    long after,
            @Parameter(description = "How many at most") @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(MOST) int limit)
            throws SQLException {
        LetterSelector selector = new LetterSelector(
                Optional.ofNullable(reason),
                Optional.ofNullable(topic),
                Optional.ofNullable(redriven).map(Boolean::valueOf));
        return DeadLetterPage.of(
                store.page(selector, after, limit + 1, VALUE_IN_LISTS), limit, VALUE_IN_LISTS, values.session());
    }

    @GET
    @Path("/reasons")
    @Operation(summary = "What records were given up for, and how many for each reason")
    public List<ReasonCount> reasons() throws SQLException {
        return store.reasons();
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One dead letter, with the record's headers")
    @APIResponse(responseCode = "404", description = "There is none")
    public DeadLetterView byId(@PathParam("id") long id) throws SQLException {
        return store.byId(id, VALUE_ALONE)
                .map(letter -> DeadLetterView.of(letter, VALUE_ALONE, values.session()))
                .orElseThrow(() -> DeadLetterProblems.noLetter(id));
    }

    @GET
    @Path("/{id}/value")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @Operation(summary = "The record's value, byte for byte")
    @APIResponse(responseCode = "200", description = "The bytes")
    @APIResponse(responseCode = "204", description = "The record has no value")
    @APIResponse(responseCode = "404", description = "There is no such letter")
    public Response value(@PathParam("id") long id) throws SQLException {
        Letter letter = store.byId(id, Integer.MAX_VALUE).orElseThrow(() -> DeadLetterProblems.noLetter(id));
        byte[] value = letter.value();
        return value == null
                ? Response.noContent().build()
                : Response.ok(value).header("X-Content-Type-Options", "nosniff").build();
    }

    @GET
    @Path("/{id}/redrives")
    @Operation(summary = "Who sent a letter back, when, and how it ended; kept when the letter no longer is")
    @APIResponse(responseCode = "404", description = "There is no such letter, and nothing is known of one")
    public List<RedriveEntry> redrives(@PathParam("id") long id) throws SQLException {
        List<RedriveEntry> entries = audit.of(id);
        if (entries.isEmpty() && store.byId(id, 0).isEmpty()) {
            throw DeadLetterProblems.noLetter(id);
        }
        return entries;
    }
}
