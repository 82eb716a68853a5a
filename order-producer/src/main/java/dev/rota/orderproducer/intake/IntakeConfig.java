package dev.rota.orderproducer.intake;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How much is taken in at once, and what callers are told. */
@ConfigMapping(prefix = "rota.order-producer.intake")
interface IntakeConfig {

    /** {@code Retry-After} of a 429, 503 or 409, in seconds. */
    @WithDefault("2")
    @Min(1) int retryAfterSeconds();

    /** Single events waiting for their acknowledgement, at most; one more is answered 429 at once. */
    @WithDefault("10000")
    @Min(1) int maxInFlight();

    /** Bodies of many lines that are read at once, at most; one more is answered 429 at once. */
    @WithDefault("64")
    @Min(1) int maxStreams();

    /** Lines of one such body that were read and are not answered, at most; at this bound no more is read. */
    @WithDefault("4000")
    @Min(1) int maxLinesInFlight();

    /** Longest line of such a body, in bytes. */
    @WithDefault("65536")
    @Min(1) int maxLineBytes();
}
