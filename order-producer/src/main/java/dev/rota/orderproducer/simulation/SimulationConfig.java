package dev.rota.orderproducer.simulation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;

/** The simulation where a {@code PUT /simulation} leaves a setting out, and what it may not exceed. */
@ConfigMapping(prefix = "rota.order-producer.simulation")
interface SimulationConfig {

    /** New orders per second; each becomes two to four events. */
    @WithDefault("5")
    @PositiveOrZero double ordersPerSecond();

    /** How many customers order. */
    @WithDefault("100")
    @Min(1) int customers();

    /** Patients who go home, per second. */
    @WithDefault("1")
    @PositiveOrZero double checkoutsPerSecond();

    /**
     * Orders and checkouts that may be open at once. At this bound new ones are skipped, so that an outage of the broker
     * takes bounded memory and is not followed by a flood.
     */
    @WithDefault("10000")
    @Min(1) int maxOpen();

    /** Shortest time between two steps of an order. */
    @WithDefault("500ms")
    Duration stepPauseMin();

    /** Longest time between two steps of an order. */
    @WithDefault("3s")
    Duration stepPauseMax();

    /** Pause before an event that was not acknowledged is sent again, with the same id. */
    @WithDefault("1s")
    Duration retryPause();
}
