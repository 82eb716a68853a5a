package dev.rota.billing.deadletter;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Which letters are to be sent back. */
@Schema(name = "BulkRedrive")
record BulkRedrive(
        @Schema(description = "Only letters given up for this reason", examples = "unreadable", required = true)
        @NotNull(message = "is required") @Pattern(regexp = Diagnosis.WORD, message = "is not a reason") String reason,

        @Schema(description = "Only letters read from this topic; absent for all", examples = "order-events")
        @Pattern(regexp = TOPIC, message = "is not the name of a topic") @Nullable String topic,

        @Schema(description = "How many at most", defaultValue = "100") @Min(1) @Max(MOST) @Nullable Integer limit) {

    /** What Kafka allows as the name of a topic. */
    static final String TOPIC = "[a-zA-Z0-9._-]{1,249}";

    private static final int MOST = 1_000;
    private static final int USUAL = 100;

    Optional<String> wantedTopic() {
        return Optional.ofNullable(topic);
    }

    int wantedLimit() {
        return Objects.requireNonNullElse(limit, USUAL);
    }

    RedriveRequest request() {
        return new RedriveRequest(RedriveRequest.Kind.BULK, reason, topic, wantedLimit());
    }
}
