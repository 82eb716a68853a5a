package dev.rota.billing.deadletter;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A letter that was sent back. */
@Schema(name = "Redrive")
record RedriveView(
        @Schema(description = "The letter") long id,
        @Schema(description = "Where its record stands now") String topic,
        int partition,
        long offset,

        @Schema(description = "Who sent it back", examples = "ada")
        String by,

        @Schema(description = "When the brokers had acknowledged it")
        Instant at) {}
