package dev.rota.billing.consuming;

import dev.rota.access.Roles;
import dev.rota.keyedconsumer.ConsumerView;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Shows this replica's group member. */
@Path("/consumer")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
public class ConsumerResource {

    private final BillingConsumer consumer;

    ConsumerResource(BillingConsumer consumer) {
        this.consumer = consumer;
    }

    @GET
    @Operation(
            summary = "What this replica's consumer is doing: its partitions, what is buffered and in flight, totals")
    public ConsumerView view() {
        return consumer.view();
    }
}
