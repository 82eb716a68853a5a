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

    /** How invoices are paid. */
    enum Charging {
        /** By card, through the payment gateway, one event at a time in each customer's order. */
        CARD,
        /** On account: nothing is charged, and events are billed in batches. */
        ACCOUNT
    }

    /** Topics to bill from. */
    @WithDefault("order-events,patient-checkout")
    @NotEmpty List<String> topics();

    /** How invoices are paid. */
    @WithDefault("card")
    Charging charging();

    /** Records handled at once; on account, partitions. Each takes a database connection while it writes. */
    @WithDefault("32")
    @Min(1) int maxConcurrency();

    /** On account: records billed in one transaction, at most. */
    @WithDefault("1000")
    @Min(1) int maxBatchRecords();

    /** Records polled and not done, at most. */
    @WithDefault("5000")
    @Min(1) int maxBufferedRecords();

    /** How long to wait for the registry when a schema is seen for the first time. */
    @WithDefault("5S")
    Duration registryPatience();

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
