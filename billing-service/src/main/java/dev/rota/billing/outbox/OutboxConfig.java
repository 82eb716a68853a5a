package dev.rota.billing.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;

/** How announcements get from the outbox to their topic. */
@ConfigMapping(prefix = "rota.billing.outbox")
interface OutboxConfig {

    /** Whether this replica may send. At least one has to. */
    @WithDefault("true")
    boolean enabled();

    /** Where announcements go. */
    @WithDefault("invoices")
    @NotBlank String topic();

    /** Names the sender to Kafka, which lets only the newest one write; the same for all replicas of one database. */
    @WithDefault("billing-outbox")
    @NotBlank String transactionalId();

    /** How long to wait before an outbox that was empty is looked at again. */
    @WithDefault("0.2S")
    Duration interval();

    /** Announcements sent in one Kafka transaction, at most. */
    @WithDefault("500")
    @Min(1) @Max(10_000) int batchSize();

    /** How long to wait for the registry, which is asked for the schema once. */
    @WithDefault("5S")
    Duration registryPatience();

    /** How long a replica that does not send waits before it asks again whether it may, and a sender that failed before it tries again. */
    @WithDefault("1S")
    Duration standby();

    /** After how long the database takes the sending away from a replica that does not stir, because it is frozen. */
    @WithDefault("30S")
    Duration lease();
}
