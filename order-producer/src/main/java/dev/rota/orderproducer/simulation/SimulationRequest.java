package dev.rota.orderproducer.simulation;

import static java.util.Objects.requireNonNullElseGet;

import dev.rota.orderproducer.problem.InvalidRequest;
import dev.rota.orderproducer.traffic.Bursts;
import io.quarkiverse.resteasy.problem.validation.HttpValidationProblem;
import io.quarkiverse.resteasy.problem.validation.Violation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Wanted traffic; what is left out takes the configured default. */
@Schema(description = "Wanted traffic; what is left out takes its default")
record SimulationRequest(
        @Schema(description = "New orders per second, each of two to four steps; 0 for none", examples = "5")
        @PositiveOrZero @DecimalMax(MAX_PER_SECOND) @Nullable Double ordersPerSecond,

        @Schema(description = "How many customers order", examples = "100") @Min(1) @Max(MAX_CUSTOMERS) @Nullable Integer customers,

        @Schema(
                description =
                        "How unevenly they order, the exponent of Zipf's law: at 0 all alike, at 1 the first of a hundred makes a fifth"
                                + " of all orders, which is a hot key",
                examples = "0.8")
        @PositiveOrZero @DecimalMax("5") @Nullable Double skew,

        @Schema(description = "How many times as fast as usual orders go from step to step", examples = "1")
        @DecimalMin("0.01") @DecimalMax("100") @Nullable Double lifecycleSpeed,

        @Schema(description = "Of the orders, this share is cancelled", examples = "0.1")
        @PositiveOrZero @DecimalMax("1") @Nullable Double cancelledShare,

        @Schema(description = "Patients who go home per second; 0 for none", examples = "1")
        @PositiveOrZero @DecimalMax(MAX_PER_SECOND) @Nullable Double checkoutsPerSecond,

        @Schema(description = "Readings per second of all vehicles together; 0 for none", examples = "2")
        @PositiveOrZero @DecimalMax(MAX_PER_SECOND) @Nullable Double readingsPerSecond,

        @Schema(description = "How many ambulances drive around", examples = "20") @Min(1) @Max(MAX_VEHICLES) @Nullable Integer vehicles,

        @Schema(description = "Share of the time that an ambulance drives faster than 120 km/h", examples = "0.05")
        @PositiveOrZero @DecimalMax("1") @Nullable Double speedingShare,

        @Schema(
                description =
                        "Of the orders, checkouts and readings, this share says that it happened one to ten minutes ago",
                examples = "0.01")
        @PositiveOrZero @DecimalMax("1") @Nullable Double lateShare,

        @Schema(description = "Of the events, this share is written twice under one event id", examples = "0.01")
        @PositiveOrZero @DecimalMax("1") @Nullable Double duplicateShare,

        @Schema(
                description = "To this share of the events comes a record under the same key that nobody can read",
                examples = "0.001")
        @PositiveOrZero @DecimalMax("1") @Nullable Double poisonShare,

        @Schema(description = "Times with more of everything; none when it is left out") @Valid @Nullable BurstsRequest bursts,

        @Schema(
                description =
                        "The same seed and settings give the same traffic again, under new ids; one is chosen when it is left out",
                examples = "42")
        @PositiveOrZero @Max(MAX_SEED) @Nullable Long seed) {

    /** Exactly representable in JavaScript too. */
    static final long MAX_SEED = (1L << 53) - 1;

    private static final String MAX_PER_SECOND = "1000";
    private static final int MAX_CUSTOMERS = 1_000_000;
    private static final int MAX_VEHICLES = 10_000;

    /** Wanted bursts. */
    @Schema(
            name = "Bursts",
            description = "Times with more of everything; each period begins quietly and ends with one")
    record BurstsRequest(
            @Schema(description = "How many times as much", examples = "10")
            @NotNull @DecimalMin("1") @DecimalMax("100") Double factor,

            @Schema(description = "From the end of one to the end of the next", examples = "60")
            @NotNull @Positive @DecimalMax(DAY_SECONDS) Double everySeconds,

            @Schema(description = "How long one lasts; less than everySeconds", examples = "5")
            @NotNull @Positive @DecimalMax(DAY_SECONDS) Double lastingSeconds) {

        private static final String DAY_SECONDS = "86400";

        Bursts toBursts() {
            if (lastingSeconds >= everySeconds) {
                throw invalid("bursts.lastingSeconds", "must be less than everySeconds");
            }
            return new Bursts(factor, everySeconds, lastingSeconds);
        }
    }

    /**
     * The settings to run.
     *
     * @param anySeed asked for a seed where none is given
     * @throws HttpValidationProblem if a burst lasts longer than its period, or more orders would be open than may be
     */
    SimulationSettings orDefaults(SimulationConfig config, LongSupplier anySeed) {
        SimulationSettings settings = new SimulationSettings(
                requireNonNullElseGet(ordersPerSecond, config::ordersPerSecond),
                requireNonNullElseGet(customers, config::customers),
                requireNonNullElseGet(skew, config::skew),
                requireNonNullElseGet(lifecycleSpeed, config::lifecycleSpeed),
                requireNonNullElseGet(cancelledShare, config::cancelledShare),
                requireNonNullElseGet(checkoutsPerSecond, config::checkoutsPerSecond),
                requireNonNullElseGet(readingsPerSecond, config::readingsPerSecond),
                requireNonNullElseGet(vehicles, config::vehicles),
                requireNonNullElseGet(speedingShare, config::speedingShare),
                requireNonNullElseGet(lateShare, config::lateShare),
                requireNonNullElseGet(duplicateShare, config::duplicateShare),
                requireNonNullElseGet(poisonShare, config::poisonShare),
                bursts == null ? null : bursts.toBursts(),
                requireNonNullElseGet(seed, anySeed::getAsLong));
        long open = settings.mostOpenOrders(config.stepPauseMax());
        if (open > config.maxOpen()) {
            throw invalid(
                    "ordersPerSecond",
                    "with this lifecycleSpeed and these bursts, up to %d orders are on their way at once; at most %d may be"
                            .formatted(open, config.maxOpen()));
        }
        return settings;
    }

    private static HttpValidationProblem invalid(String field, String message) {
        return InvalidRequest.because(Violation.In.body.field(field).message(message));
    }
}
