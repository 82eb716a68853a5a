package dev.rota.orderproducer.publishing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long a record may take. Settings of the Kafka client itself are under {@code kafka.}. */
@ConfigMapping(prefix = "rota.order-producer.publishing")
interface PublishingConfig {

    /**
     * Every record's outcome is known after this time at the latest. Kafka's {@code delivery.timeout.ms} must stay below
     * it; the start fails if it does not.
     */
    @WithDefault("5s")
    Duration outcomeWithin();

    /** How long a record that came in a body of many waits for others, unless its batch is full before. */
    @WithDefault("5ms")
    Duration bulkLinger();

    /** How long such a record waits for room in the send buffer before it is given up. */
    @WithDefault("5s")
    Duration bulkRoomWithin();

    /** How long readiness waits for a broker before it says no. */
    @WithDefault("2s")
    Duration readinessTimeout();

    /** Pause between two tries to find the schemas in the registry. */
    @WithDefault("1s")
    Duration schemaRetry();

    /** At shutdown, how long records that are under way may still be delivered. */
    @WithDefault("5s")
    Duration closeTimeout();
}
