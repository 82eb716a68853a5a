package dev.rota.billing.deadletter;

import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One redrive in the audit. */
@Schema(name = "RedriveEntry")
record RedriveEntry(
        @Schema(description = "The entry's own id") long id,

        @Schema(description = "Who asked for it", examples = "ada")
        String actor,

        @Schema(description = "When; before the record was sent")
        Instant requestedAt,

        @Schema(description = "What was asked for") RedriveRequest request,

        @Schema(description = "When its outcome was known; absent if the service died in between")
        Optional<Instant> completedAt,

        @Schema(
                description = "redriven; unacknowledged: Kafka may have the record or not; refused: it does not",
                examples = "redriven")
        Optional<String> outcome,

        @Schema(description = "Where the record stands now") Optional<RecordPlace> at) {}
