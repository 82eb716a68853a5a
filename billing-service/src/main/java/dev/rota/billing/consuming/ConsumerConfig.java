package dev.rota.billing.consuming;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How billing reads its topics. */
@ConfigMapping(prefix = "rota.billing.consumer")
interface ConsumerConfig {

    /** Topics to bill from. */
    @WithDefault("order-events,patient-checkout")
    @NotEmpty List<String> topics();

    /** Records handled at once; each takes a database connection. */
    @WithDefault("32")
    @Min(1) int maxConcurrency();

    /** Records polled and not done, at most. */
    @WithDefault("5000")
    @Min(1) int maxBufferedRecords();

    /** Bounds what a crash delivers again. */
    @WithDefault("1S")
    Duration commitInterval();

    /** How long a revoked partition, or a shutdown, waits for records in flight. */
    @WithDefault("8S")
    Duration drainDeadline();

    /** Attempts at one record before it goes to the dead letters; outages do not count. */
    @WithDefault("10")
    @Min(1) int maxAttempts();

    /** Settings of the Kafka consumer alone, by Kafka's names; {@code group.id} is one. */
    Map<String, String> kafka();
}
