package dev.rota.billing.deadletter;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.rota.access.Roles;
import dev.rota.billing.deadletter.LetterSender.Sent;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Sends dead letters back to where they came from. */
@Path("/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed(Roles.OPERATOR)
@Tag(name = "Dead letters")
public class RedriveResource {

    private final Redriver redriver;
    private final DeadLetterStore store;
    private final DeadLettersConfig config;
    private final SecurityIdentity caller;

    RedriveResource(Redriver redriver, DeadLetterStore store, DeadLettersConfig config, SecurityIdentity caller) {
        this.redriver = redriver;
        this.store = store;
        this.config = config;
        this.caller = caller;
    }

    @POST
    @Path("/{id}/redrive")
    @Operation(
            summary = "Send one letter back",
            description =
                    "Its key, value and headers, as they were, to the topic and partition it came from. Answered"
                            + " when the brokers have acknowledged it. A letter may be sent back again: billing bills an event once.")
    @APIResponse(responseCode = "200", description = "The brokers have it")
    @APIResponse(responseCode = "404", description = "There is no such letter")
    @APIResponse(responseCode = "409", description = "It cannot be sent back, for its topic is gone for instance")
    @APIResponse(responseCode = "503", description = "Kafka did not acknowledge it in time")
    public RedriveView redrive(@PathParam("id") long id) throws SQLException {
        String actor = actor();
        Redriver.Ended ended = redriver.redrive(id, actor).orElseThrow(() -> DeadLetterProblems.noLetter(id));
        return switch (ended.sent()) {
            case Sent.Acknowledged(RecordPlace at) ->
                new RedriveView(id, at.topic(), at.partition(), at.offset(), actor, ended.at());
            case Sent.Unacknowledged(String why) -> throw DeadLetterProblems.unacknowledged(why, config.retryAfter());
            case Sent.Refused(String why) -> throw DeadLetterProblems.refused(why);
        };
    }

    @POST
    @Path("/redrive")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Send back the letters of one reason that never were",
            description = "One after the other, in the order in which their records stood. Ends early if Kafka does not"
                    + " acknowledge one.")
    @APIResponse(responseCode = "200", description = "What became of them")
    @APIResponse(responseCode = "400", description = "The selection is not valid")
    @APIResponse(responseCode = "503", description = "Kafka did not acknowledge the first in time")
    public BulkRedriveView redrive(@NotNull(message = "The body is missing") @Valid BulkRedrive wanted)
            throws SQLException {
        String actor = actor();
        Redriver.Tally tally = redriver.redrive(wanted, actor);
        Optional<String> failure = tally.last().flatMap(RedriveResource::why);
        if (tally.redriven() == 0 && tally.last().orElse(null) instanceof Sent.Unacknowledged(String why)) {
            throw DeadLetterProblems.unacknowledged(why, config.retryAfter());
        }
        return new BulkRedriveView(
                tally.redriven(),
                tally.failed(),
                store.countWaiting(wanted.reason(), wanted.wantedTopic()),
                failure,
                actor);
    }

    /** Quarkus' own answer to a body of the wrong form is no problem. */
    @ServerExceptionMapper
    public Response notReadable(MismatchedInputException e) {
        return DeadLetterProblems.notReadable().toResponse();
    }

    private static Optional<String> why(Sent sent) {
        return switch (sent) {
            case Sent.Acknowledged _ -> Optional.empty();
            case Sent.Unacknowledged(String why) -> Optional.of(why);
            case Sent.Refused(String why) -> Optional.of(why);
        };
    }

    private String actor() {
        return caller.getPrincipal().getName();
    }
}
