package dev.rota.analytics.query;

import dev.rota.access.Roles;
import dev.rota.analytics.state.VehicleState;
import dev.rota.analytics.vehicles.VehicleStream;
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
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How fast ambulances are, over HTTP. */
@Path("/vehicles")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@Tag(name = "Vehicles")
class VehicleResource {

    private static final Table VEHICLES = new Table(VehicleStream.VEHICLES, VehicleStream.PARTITIONS);

    private final KeyQueries keys;

    VehicleResource(KeyQueries keys) {
        this.keys = keys;
    }

    /** An ambulance. */
    @Schema(name = "Vehicle")
    record VehicleView(
            String vehicleId,

            @Schema(description = "Average speed over the last minutes before its latest reading, in km/h")
            double averageKmph,

            @Schema(description = "How many readings that is made of")
            int readings,

            @Schema(description = "When the latest of them was taken")
            Instant latestAt,

            double latitude,
            double longitude,

            @Schema(description = "Its readings in a row above the limit; left out if the latest was not") @Nullable SpeedingView speeding) {

        static VehicleView of(VehicleState vehicle) {
            var episode = vehicle.getEpisode();
            return new VehicleView(
                    vehicle.getVehicleId(),
                    vehicle.getAverageKmph(),
                    vehicle.getReadings().size(),
                    vehicle.getLatestAt(),
                    vehicle.getLatitude(),
                    vehicle.getLongitude(),
                    episode == null
                            ? null
                            : new SpeedingView(episode.getSince(), episode.getReadings(), episode.getAlerted()));
        }
    }

    /** That an ambulance is too fast. */
    @Schema(name = "Speeding")
    record SpeedingView(
            Instant since,
            int readings,

            @Schema(description = "Whether an alert was raised")
            boolean alerted) {}

    @GET
    @Path("/{vehicleId}")
    @RunOnVirtualThread
    @Operation(summary = "How fast an ambulance is, and where")
    @APIResponse(
            responseCode = "200",
            description = "It; with the header Rota-Records-Behind if a copy answered",
            content = @Content(schema = @Schema(implementation = VehicleView.class)))
    @APIResponse(responseCode = "404", description = "Nothing was ever heard of it")
    @APIResponse(responseCode = "503", description = "The vehicle's partition moves; try again in a second")
    public Response vehicle(String vehicleId, @Context UriInfo uri, @Context HttpHeaders headers) {
        return keys.<VehicleState>answer(
                VEHICLES, vehicleId, Hop.of(uri, headers), "vehicle " + vehicleId, VehicleView::of);
    }
}
