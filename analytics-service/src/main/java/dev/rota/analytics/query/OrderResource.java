package dev.rota.analytics.query;

import dev.rota.access.Roles;
import dev.rota.analytics.lifecycle.LifecycleStream;
import dev.rota.analytics.state.OrderState;
import dev.rota.analytics.state.TrackedOrder;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where orders stand, over HTTP. */
@Path("/orders")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@Tag(name = "Orders")
class OrderResource {

    private static final Table ORDERS = new Table(LifecycleStream.ORDERS, LifecycleStream.PARTITIONS);

    private final KeyQueries keys;

    OrderResource(KeyQueries keys) {
        this.keys = keys;
    }

    /** An order and how it came where it stands. */
    @Schema(name = "Order")
    record OrderView(
            String orderId,
            String customerId,
            BigDecimal amount,
            String currency,
            OrderState state,
            @Schema(description = "When it came there") Instant since,

            @Schema(description = "Whether it stands there for longer than it should")
            boolean stuck,

            @Schema(description = "Its legal steps so far") List<StepView> steps) {

        static OrderView of(TrackedOrder order) {
            return new OrderView(
                    order.getOrderId(),
                    order.getCustomerId(),
                    order.getAmount(),
                    order.getCurrency(),
                    order.getState(),
                    order.getSince(),
                    order.getStuck(),
                    order.getSteps().stream()
                            .map(step -> new StepView(step.getState(), step.getAt()))
                            .toList());
        }
    }

    /** A step in an order's life. */
    @Schema(name = "OrderStep")
    record StepView(OrderState state, Instant at) {}

    @GET
    @Path("/{orderId}")
    @RunOnVirtualThread
    @Operation(summary = "Where an order stands, and how it came there")
    @APIResponse(
            responseCode = "200",
            description = "It; with the header Rota-Records-Behind if a copy answered",
            content = @Content(schema = @Schema(implementation = OrderView.class)))
    @APIResponse(responseCode = "404", description = "No legal step of it was heard of, or not for long")
    @APIResponse(responseCode = "503", description = "The order's partition moves; try again in a second")
    public Response order(String orderId, @Context UriInfo uri, @Context HttpHeaders headers) {
        return keys.<TrackedOrder>answer(ORDERS, orderId, Hop.of(uri, headers), "order " + orderId, OrderView::of);
    }
}
