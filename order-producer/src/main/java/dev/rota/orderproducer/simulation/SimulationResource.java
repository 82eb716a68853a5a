package dev.rota.orderproducer.simulation;

import dev.rota.access.Roles;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The simulation, over HTTP. */
@Path("/simulation")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Simulation")
class SimulationResource {

    private final Simulation simulation;
    private final SimulationConfig config;

    SimulationResource(Simulation simulation, SimulationConfig config) {
        this.simulation = simulation;
        this.config = config;
    }

    @PUT
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(
            summary = "Start the simulation",
            description = "Replaces a running one that has other settings. Sending the same again changes nothing.")
    public SimulationReport start(@NotNull(message = "The body is missing") @Valid SimulationRequest wanted) {
        return simulation.start(wanted.orDefaults(config));
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    @NonBlocking
    @Operation(summary = "The simulation as it stands, or as the last one ended")
    public SimulationReport report() {
        return simulation.report();
    }

    @DELETE
    @RolesAllowed(Roles.OPERATOR)
    @RunOnVirtualThread
    @Operation(
            summary = "Stop the simulation",
            description = "Answered when none of its records is under way any more; orders stay at their last step.")
    public SimulationReport stop() {
        return simulation.stop();
    }
}
