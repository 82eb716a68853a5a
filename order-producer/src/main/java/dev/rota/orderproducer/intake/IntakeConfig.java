package dev.rota.orderproducer.intake;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** What callers are told. */
@ConfigMapping(prefix = "rota.order-producer.intake")
interface IntakeConfig {

    /** {@code Retry-After} of a 503, in seconds. */
    @WithDefault("2")
    @Min(1) int retryAfterSeconds();
}
