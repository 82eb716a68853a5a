package dev.rota.orderproducer.intake;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** The memory by which this replica tells a repeat from a mistake. */
@ConfigMapping(prefix = "rota.order-producer.idempotency")
interface IdempotencyConfig {

    /**
     * Single events with an {@code Idempotency-Key} remembered, at most, and as many lines of bodies with one; the oldest go
     * first. Each takes some 500 bytes.
     */
    @WithDefault("50000")
    @Min(1) int maxKeys();

    /** How long one is remembered. */
    @WithDefault("1H")
    Duration maxAge();
}
