package dev.rota.orderproducer.intake;

import dev.rota.contracts.VehicleTelemetry;
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

/** Readings of ambulances, over HTTP. */
@Path(TelemetryResource.PATH)
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Intake")
class TelemetryResource {

    static final String PATH = "/telemetry";

    private static final String EXAMPLE = """
            {"vehicleId": "ambulance-7", "speedKmph": 87.5, "latitude": 52.52, "longitude": 13.405}""";

    private final Reception reception;
    private final Clock clock;

    TelemetryResource(Reception reception, Clock clock) {
        this.reception = reception;
        this.clock = clock;
    }

    @POST
    @RunOnVirtualThread
    @Operation(
            summary = "Report an ambulance's reading",
            description = "Answered once the broker has acknowledged the record with all its in-sync replicas.")
    @RequestBody(content = @Content(examples = @ExampleObject(name = "A reading", value = EXAMPLE)))
    @Parameter(
            name = IdempotencyKey.HEADER,
            in = ParameterIn.HEADER,
            description = "Fixes the event id: requests with the same key are the same event",
            schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 255))
    @APIResponse(
            responseCode = "202",
            description = "Written: the record's place in the log",
            content = @Content(schema = @Schema(implementation = Receipt.ForReading.class)))
    @APIResponse(responseCode = "400", description = "Not a valid reading; the problem names the field")
    @APIResponse(
            responseCode = "503",
            description = "Not written, or not known whether it was: repeat with the same Idempotency-Key")
    public Response report(
            @Context HttpHeaders headers, @NotNull(message = "The body is missing") @Valid TelemetryRequest reading) {
        VehicleTelemetry event = reading.toEvent(Reception.eventId(PATH, IdempotencyKey.of(headers)), clock.instant());
        return reception.accept(OutgoingEvent.of(event), at -> Receipt.ForReading.of(event, at));
    }
}
