package dev.rota.billing.invoicing;

import dev.rota.access.Roles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Looks credit notes up. */
@Path("/credit-notes")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
public class CreditNoteResource {

    private static final int MOST = 1_000;

    private final InvoiceLookup books;

    CreditNoteResource(InvoiceLookup books) {
        this.books = books;
    }

    @GET
    @Operation(summary = "A customer's credit notes, in the order in which they were written")
    public CreditNotePage ofCustomer(
            @Parameter(description = "The customer of the orders", example = "c-1")
                    @QueryParam("customerId")
                    @NotBlank(message = "is required") String customerId,
            @Parameter(description = "Only credit notes with a higher number: 'next' of the page before")
                    @QueryParam("after")
                    @DefaultValue("0")
                    long after,
            @Parameter(description = "How many at most") @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(MOST) int limit)
            throws SQLException {
        return CreditNotePage.of(books.creditNotesOfCustomer(customerId, after, limit + 1), limit);
    }

    @GET
    @Path("/by-event/{eventId}")
    @Operation(summary = "The credit note of one cancellation")
    @APIResponse(responseCode = "404", description = "The event took nothing back, or not yet")
    public CreditNoteView byEvent(@PathParam("eventId") String eventId) throws SQLException {
        return books.creditNoteByEvent(Lookups.uuid("eventId", eventId))
                .map(CreditNoteView::of)
                .orElseThrow(Lookups.notFound(
                        "No credit note for the event " + eventId + ": it took nothing back, or not yet."));
    }
}
