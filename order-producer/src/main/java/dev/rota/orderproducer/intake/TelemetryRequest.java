package dev.rota.orderproducer.intake;

import dev.rota.contracts.VehicleTelemetry;
import dev.rota.orderproducer.event.OutgoingEvent;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An ambulance's reading, as reported from outside. */
@Schema(description = "A reading from an ambulance on the road")
record TelemetryRequest(
        @Schema(description = "Which ambulance. A vehicle's readings stay in order.", examples = "ambulance-7")
        @NotNull @EntityId
        String vehicleId,

        @Schema(description = "Speed over ground in km/h", examples = "87.5")
        @NotNull @DecimalMin("0") @DecimalMax("400") Double speedKmph,

        @Schema(description = "Degrees north, WGS 84", examples = "52.52") @NotNull @DecimalMin("-90") @DecimalMax("90") Double latitude,

        @Schema(description = "Degrees east, WGS 84", examples = "13.405")
        @NotNull @DecimalMin("-180") @DecimalMax("180") Double longitude,

        @Schema(description = "When it was taken; now when it is left out", examples = "2026-01-31T12:00:00Z")
        @PlausibleInstant
        @Nullable Instant occurredAt)
        implements Report {

    @Override
    public Submission submit(UUID eventId, Instant now) {
        VehicleTelemetry event = toEvent(eventId, now);
        return new Submission(OutgoingEvent.of(event), at -> Receipt.ForReading.of(event, at));
    }

    /**
     * The event to send.
     *
     * @param eventId its id
     * @param now the time of an event that comes without one
     */
    VehicleTelemetry toEvent(UUID eventId, Instant now) {
        return new VehicleTelemetry(
                eventId.toString(),
                vehicleId,
                speedKmph,
                latitude,
                longitude,
                Objects.requireNonNullElse(occurredAt, now));
    }
}
