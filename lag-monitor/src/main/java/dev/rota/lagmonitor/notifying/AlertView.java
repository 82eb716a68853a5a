package dev.rota.lagmonitor.notifying;

import dev.rota.lagmonitor.alerting.Alert;
import dev.rota.lagmonitor.evaluation.Moment;
import dev.rota.lagmonitor.evaluation.PartitionId;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One alert as JSON, in answers and in notifications. */
@Schema(name = "Alert")
public record AlertView(
        @Schema(description = "The rule's name") String rule,

        @Schema(description = "info, warning or critical") String severity,

        @Schema(description = "pending, firing, silenced, resolved or passed: the last was well again before it fired")
        String state,

        @Schema(description = "The group's id; null if it is about the monitor itself")
        Optional<String> group,

        @Schema(description = "Null if it is about the group as a whole, or the monitor")
        Optional<String> topic,

        @Schema(description = "Null like topic") Optional<Integer> partition,

        @Schema(description = "Since when it has been seen") Instant since,

        @Schema(description = "Since when it fires; null if it does not yet")
        Optional<Instant> firingSince,

        @Schema(description = "The rule's figure, in seconds if it is a time; null if the rule is about a status")
        Optional<Double> value,

        @Schema(description = "Why, in one sentence; of one that is over, why that is, and what was said before")
        String reason,

        @Schema(description = "What the rule says of it in general; null if nothing")
        Optional<String> summary,

        @Schema(description = "The id of what silences it; null if nothing does")
        Optional<String> silencedBy) {

    /** As JSON has it. */
    public static AlertView of(Alert alert) {
        return new AlertView(
                alert.rule().name(),
                alert.rule().severity().toString(),
                alert.state().toString(),
                alert.group(),
                alert.partition().map(PartitionId::topic),
                alert.partition().map(PartitionId::number),
                alert.since().instant(),
                alert.firingSince().map(Moment::instant),
                // JSON knows no infinity.
                alert.value().stream().filter(Double::isFinite).boxed().findFirst(),
                alert.reason(),
                alert.rule().summary(),
                alert.silence());
    }
}
