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

/** Looks invoices up. */
@Path("/invoices")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@RunOnVirtualThread
public class InvoiceResource {

    private static final int MOST = 1_000;

    private final InvoiceLookup books;

    InvoiceResource(InvoiceLookup books) {
        this.books = books;
    }

    @GET
    @Operation(summary = "A customer's or patient's invoices, in the order in which they were written")
    public InvoicePage ofCustomer(
            @Parameter(description = "The customer of orders, or the patient of checkouts", example = "c-1")
                    @QueryParam("customerId")
                    @NotBlank(message = "is required") String customerId,
            @Parameter(description = "Only invoices with a higher number: 'next' of the page before")
                    @QueryParam("after")
                    @DefaultValue("0")
                    long after,
            @Parameter(description = "How many at most") @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(MOST) int limit)
            throws SQLException {
        return InvoicePage.of(books.ofCustomer(customerId, after, limit + 1), limit);
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One invoice by its own id")
    @APIResponse(responseCode = "404", description = "There is none")
    public InvoiceView byId(@PathParam("id") String id) throws SQLException {
        return books.byId(Lookups.uuid("id", id))
                .map(InvoiceView::of)
                .orElseThrow(Lookups.notFound("No invoice has the id " + id + "."));
    }

    @GET
    @Path("/by-event/{eventId}")
    @Operation(summary = "The invoice of one event")
    @APIResponse(responseCode = "404", description = "The event is not billed, or not yet")
    public InvoiceView byEvent(@PathParam("eventId") String eventId) throws SQLException {
        return books.byEvent(Lookups.uuid("eventId", eventId))
                .map(InvoiceView::of)
                .orElseThrow(
                        Lookups.notFound("No invoice for the event " + eventId + ": it is not billed, or not yet."));
    }
}
