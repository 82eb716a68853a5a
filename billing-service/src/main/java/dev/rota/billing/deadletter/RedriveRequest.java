package dev.rota.billing.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What was asked for when a letter was sent back. */
@Schema(name = "RedriveRequest")
@JsonInclude(JsonInclude.Include.NON_NULL)
record RedriveRequest(
        @Schema(description = "This letter alone, or all that a selector found")
        Kind kind,

        @Schema(description = "The selector's reason") @Nullable String reason,

        @Schema(description = "The selector's topic; absent for all") @Nullable String topic,

        @Schema(description = "How many the selector could find at most") @Nullable Integer limit) {

    /** How it was asked for. */
    enum Kind {
        SINGLE,
        BULK
    }

    static RedriveRequest single() {
        return new RedriveRequest(Kind.SINGLE, null, null, null);
    }
}
