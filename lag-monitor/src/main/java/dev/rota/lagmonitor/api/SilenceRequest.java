package dev.rota.lagmonitor.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rota.lagmonitor.alerting.Silence;
import dev.rota.lagmonitor.evaluation.Moment;
import io.quarkus.runtime.configuration.DurationConverter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is to be silenced, as it is asked for. Either {@code until} or {@code for} is given. */
@Schema(name = "SilenceRequest")
record SilenceRequest(
        @Schema(description = "A regular expression for the whole names of rules; all if it is not given") @Nullable String rule,

        @Schema(
                description =
                        "A regular expression for the whole ids of groups; all, and the monitor itself, if it is not given")
        @Nullable String group,

        @Schema(description = "When it ends, for example 2026-01-31T18:00:00Z") @Nullable String until,

        @Schema(description = "For how long it lasts instead, for example 2h") @JsonProperty("for") @Nullable String lasting,

        @Schema(description = "Who wants it so; whoever asks for it if it is not given") @Nullable String author,

        @Schema(description = "Why") @Nullable String comment) {

    private static final Duration LONGEST = Duration.ofDays(366);
    private static final int LONGEST_TEXT = 1_000;

    /**
     * A new silence.
     *
     * @param caller who asks for it
     * @throws io.quarkiverse.resteasy.problem.HttpProblem 400 if it makes no sense
     */
    Silence from(Moment now, String caller) {
        return new Silence(
                UUID.randomUUID().toString(),
                pattern("rule", rule),
                pattern("group", group),
                now,
                lasting(now),
                text("author", author).filter(name -> !name.isBlank()).orElse(caller),
                text("comment", comment).orElse(""));
    }

    private Duration lasting(Moment now) {
        if ((until == null) == (lasting == null)) {
            throw Parameters.refused("either until or for must be given");
        }
        Duration duration = until != null ? Duration.between(now.instant(), instant(until)) : duration(lasting);
        if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
            throw Parameters.refused(
                    "a silence must end within %d days, and not before now".formatted(LONGEST.toDays()));
        }
        return duration;
    }

    private static Instant instant(String given) {
        try {
            return Instant.parse(given);
        } catch (DateTimeParseException _) {
            throw Parameters.refused("until must be a time such as 2026-01-31T18:00:00Z, and is " + given);
        }
    }

    private static Duration duration(@Nullable String given) {
        try {
            Duration duration = DurationConverter.parseDuration(String.valueOf(given));
            if (duration != null) {
                return duration;
            }
        } catch (IllegalArgumentException _) {
            // It is refused below.
        }
        throw Parameters.refused("for must be a duration such as 2h, and is " + given);
    }

    private static Optional<Pattern> pattern(String field, @Nullable String given) {
        try {
            return text(field, given).map(Pattern::compile);
        } catch (PatternSyntaxException e) {
            throw Parameters.refused("%s must be a regular expression: %s".formatted(field, e.getDescription()));
        }
    }

    private static Optional<String> text(String field, @Nullable String given) {
        if (given != null && given.length() > LONGEST_TEXT) {
            throw Parameters.refused("%s must have at most %d characters".formatted(field, LONGEST_TEXT));
        }
        return Optional.ofNullable(given);
    }
}
