package dev.rota.billing.deadletter;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How many letters there are for one reason. */
@Schema(name = "DeadLetterReason")
record ReasonCount(
        @Schema(description = "Why records were given up", examples = "unreadable")
        String reason,

        @Schema(description = "All that the index has") long total,
        @Schema(description = "Of these, never sent back") long notRedriven) {}
