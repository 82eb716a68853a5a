package dev.rota.orderproducer.simulation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
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

    /** How unevenly they order: the exponent of Zipf's law. */
    @WithDefault("0")
    @PositiveOrZero double skew();

    /** How many times as fast as the pauses below orders go from step to step. */
    @WithDefault("1")
    @Positive double lifecycleSpeed();

    /** Of the orders, this share is cancelled. */
    @WithDefault("0.1")
    @PositiveOrZero @DecimalMax("1") double cancelledShare();

    /** Patients who go home, per second. */
    @WithDefault("1")
    @PositiveOrZero double checkoutsPerSecond();

    /** Readings per second, of all ambulances together. */
    @WithDefault("2")
    @PositiveOrZero double readingsPerSecond();

    /** How many ambulances there are. */
    @WithDefault("20")
    @Min(1) int vehicles();

    /** Share of the time that an ambulance is too fast. */
    @WithDefault("0.05")
    @PositiveOrZero @DecimalMax("1") double speedingShare();

    /** Of the orders, checkouts and readings, this share says that it happened minutes ago. */
    @WithDefault("0")
    @PositiveOrZero @DecimalMax("1") double lateShare();

    /** Of the events, this share is written twice under one event id. */
    @WithDefault("0")
    @PositiveOrZero @DecimalMax("1") double duplicateShare();

    /** To this share of the events comes a record that nobody can read. */
    @WithDefault("0")
    @PositiveOrZero @DecimalMax("1") double poisonShare();

    /**
     * Orders that may be open at once, and as many checkouts. At this bound new ones wait, so that an outage of the broker
     * takes bounded memory. Settings that would reach it without an outage are refused.
     */
    @WithDefault("10000")
    @Min(1) int maxOpen();

    /**
     * How late an order, checkout or reading may begin. What is later is skipped and counted, so that an outage is not
     * followed by a flood.
     */
    @WithDefault("1M")
    Duration maxBehind();

    /** Shortest time between two steps of an order. */
    @WithDefault("500ms")
    Duration stepPauseMin();

    /** Longest time between two steps of an order. */
    @WithDefault("3s")
    Duration stepPauseMax();

    /** Pause before an event that was not acknowledged is sent again, with the same id. */
    @WithDefault("1s")
    Duration retryPause();

    /** Streams of reports at once; one more is answered 429. */
    @WithDefault("64")
    @Min(0) int maxWatchers();
}
