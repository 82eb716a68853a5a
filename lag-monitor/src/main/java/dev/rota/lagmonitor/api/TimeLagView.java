package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.evaluation.TimeLag;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How old the oldest record is that is still to be read. */
@Schema(name = "TimeLag")
record TimeLagView(
        @Schema(description = "Seconds since it was written; null if that is not known")
        Optional<Double> seconds,

        @Schema(description = "drained, interpolated, extrapolated or unknown")
        String method,

        @Schema(description = "high, low or none") String confidence,

        @Schema(description = "Whether it may be older by any time")
        boolean atLeast,

        @Schema(description = "By how many seconds it may be wrong; null if that cannot be told")
        Optional<Double> uncertainSeconds) {

    static TimeLagView of(TimeLag lag) {
        return new TimeLagView(
                lag.age().map(TimeLagView::seconds),
                lag.method().toString(),
                lag.method().confidence().toString(),
                lag.atLeast(),
                lag.uncertain().map(TimeLagView::seconds));
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
