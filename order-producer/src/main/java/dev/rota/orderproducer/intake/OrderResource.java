package dev.rota.orderproducer.intake;

import dev.rota.contracts.OrderEvent;
import dev.rota.orderproducer.event.OutgoingEvent;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Steps of orders, over HTTP. */
@Path(OrderResource.PATH)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Intake")
class OrderResource {

    static final String PATH = "/orders";

    private static final String EXAMPLE = """
            {"orderId": "order-4711", "customerId": "customer-42", "type": "CONFIRMED",
             "amount": 129.90, "currency": "EUR"}""";

    private final Reception reception;
    private final Clock clock;

    OrderResource(Reception reception, Clock clock) {
        this.reception = reception;
        this.clock = clock;
    }

    @POST
    @RunOnVirtualThread
    @Operation(
            summary = "Report a step of an order",
            description = "Answered once the broker has acknowledged the record with all its in-sync replicas.")
    @RequestBody(content = @Content(examples = @ExampleObject(name = "A confirmed order", value = EXAMPLE)))
    @Parameter(
            name = IdempotencyKey.HEADER,
            in = ParameterIn.HEADER,
            description = "Fixes the event id: requests with the same key are the same event",
            schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 255))
    @APIResponse(
            responseCode = "202",
            description = "Written: the record's place in the log",
            content = @Content(schema = @Schema(implementation = Receipt.ForOrder.class)))
    @APIResponse(responseCode = "400", description = "Not a valid step; the problem names the field")
    @APIResponse(
            responseCode = "503",
            description = "Not written, or not known whether it was: repeat with the same Idempotency-Key")
    public Response report(
            @Context HttpHeaders headers, @NotNull(message = "The body is missing") @Valid OrderRequest order) {
        OrderEvent event = order.toEvent(Reception.eventId(PATH, IdempotencyKey.of(headers)), clock.instant());
        return reception.accept(OutgoingEvent.of(event), at -> Receipt.ForOrder.of(event, at));
    }
}
