package dev.rota.orderproducer.simulation;

import dev.rota.access.Roles;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
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
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** The simulation, over HTTP. */
@Path("/simulation")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Simulation")
class SimulationResource {

    private static final String GENTLE = """
            {"ordersPerSecond": 5, "checkoutsPerSecond": 1, "readingsPerSecond": 2}""";

    private static final String ROUGH = """
            {"ordersPerSecond": 50, "customers": 1000, "skew": 1.2, "bursts": {"factor": 10, "everySeconds": 60, "lastingSeconds": 5},
             "lateShare": 0.01, "duplicateShare": 0.01, "poisonShare": 0.001, "speedingShare": 0.1, "seed": 42}""";

    private final Simulation simulation;
    private final SimulationWatch watch;

    SimulationResource(Simulation simulation, SimulationWatch watch) {
        this.simulation = simulation;
        this.watch = watch;
    }

    @PUT
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(
            summary = "Start the simulation",
            description = "Replaces a running one that has other settings. Sending the same again changes nothing.")
    @RequestBody(
            content =
                    @Content(
                            examples = {
                                @ExampleObject(name = "Gentle", value = GENTLE),
                                @ExampleObject(name = "Hot keys, bursts and trouble", value = ROUGH)
                            }))
    @APIResponse(
            responseCode = "200",
            description = "It runs",
            content = @Content(schema = @Schema(implementation = SimulationReport.class)))
    @APIResponse(responseCode = "400", description = "Not valid settings; the problem names them")
    @APIResponse(responseCode = "413", description = "The body is too long")
    @APIResponse(responseCode = "415", description = "The body is not JSON")
    public SimulationReport start(@NotNull(message = "The body is missing") @Valid SimulationRequest wanted) {
        return simulation.start(wanted);
    }

    @GET
    @RolesAllowed(Roles.VIEWER)
    @NonBlocking
    @Operation(summary = "The simulation as it stands, or as the last one ended")
    public SimulationReport report() {
        return simulation.report();
    }

    @GET
    @Path("/stream")
    @RolesAllowed(Roles.VIEWER)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @NonBlocking
    @Operation(
            summary = "Watch the simulation",
            description = "The report as a server-sent event, at once and then each second.")
    @APIResponse(
            responseCode = "200",
            description = "A report each second",
            content = @Content(schema = @Schema(implementation = SimulationReport.class)))
    @APIResponse(responseCode = "429", description = "Too many are watching; see Retry-After")
    public Multi<SimulationReport> watch() {
        return watch.reports();
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
