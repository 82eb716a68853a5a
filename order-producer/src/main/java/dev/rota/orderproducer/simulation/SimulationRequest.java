package dev.rota.orderproducer.simulation;

import static java.util.Objects.requireNonNullElseGet;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Wanted traffic; what is left out takes the configured default. */
@Schema(description = "Wanted traffic; what is left out takes its default")
record SimulationRequest(
        @Schema(description = "New orders per second, each of two to four steps; 0 for none", examples = "5")
        @PositiveOrZero @DecimalMax(MAX_PER_SECOND) @Nullable Double ordersPerSecond,

        @Schema(description = "How many customers order", examples = "100") @Min(1) @Max(MAX_CUSTOMERS) @Nullable Integer customers,

        @Schema(description = "Patients who go home per second; 0 for none", examples = "1")
        @PositiveOrZero @DecimalMax(MAX_PER_SECOND) @Nullable Double checkoutsPerSecond) {

    private static final String MAX_PER_SECOND = "1000";
    private static final int MAX_CUSTOMERS = 1_000_000;

    SimulationSettings orDefaults(SimulationConfig config) {
        return new SimulationSettings(
                requireNonNullElseGet(ordersPerSecond, config::ordersPerSecond),
                requireNonNullElseGet(customers, config::customers),
                requireNonNullElseGet(checkoutsPerSecond, config::checkoutsPerSecond));
    }
}
