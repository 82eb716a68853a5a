package dev.rota.billing.deadletter;

import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What became of a bulk redrive. */
@Schema(name = "BulkRedriveResult")
record BulkRedriveView(
        @Schema(description = "Letters whose records the brokers acknowledged")
        int redriven,

        @Schema(description = "Letters that were tried in vain")
        int failed,

        @Schema(
                description =
                        "Letters of this selection that may still be sent back in bulk: never sent back, and never refused by Kafka")
        long remaining,

        @Schema(description = "Why the last that failed did")
        Optional<String> failure,

        @Schema(description = "Who asked for it") String by) {}
