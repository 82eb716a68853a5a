package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.alerting.Silence;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A silence in force. */
@Schema(name = "Silence")
record SilenceView(
        @Schema(description = "By which it is ended") String id,

        @Schema(description = "A regular expression for the whole names of rules; null for all")
        Optional<String> rule,

        @Schema(description = "A regular expression for the whole ids of groups; null for all, and the monitor itself")
        Optional<String> group,

        Instant begun,

        Instant until,

        @Schema(description = "Who wants it so") String author,

        @Schema(description = "Why") String comment) {

    static SilenceView of(Silence silence) {
        return new SilenceView(
                silence.id(),
                silence.rule().map(Pattern::pattern),
                silence.group().map(Pattern::pattern),
                silence.begun().instant(),
                silence.until(),
                silence.author(),
                silence.comment());
    }
}
