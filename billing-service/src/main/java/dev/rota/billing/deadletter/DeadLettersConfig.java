package dev.rota.billing.deadletter;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Map;

/** How dead letters are indexed and shown. */
@ConfigMapping(prefix = "rota.billing.dead-letters")
interface DeadLettersConfig {

    /** The topic that billing's consumer writes what it gives up to. */
    @WithDefault("${rota.billing.consumer.kafka.group.id}.dead-letters")
    String topic();

    /** How long one answer may wait for the schema registry; what is not decoded by then is shown without its value. */
    @WithDefault("2S")
    Duration decodeWithin();

    /** {@code Retry-After} of a redrive that Kafka did not acknowledge. */
    @WithDefault("5S")
    Duration retryAfter();

    /** Settings of the index's Kafka consumer alone, by Kafka's names; {@code group.id} is one. */
    Map<String, String> kafka();
}
