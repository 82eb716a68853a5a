package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.alerting.Transition;
import dev.rota.lagmonitor.notifying.AlertView;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An alert came into another state. */
@Schema(name = "AlertTransition")
record TransitionView(
        @Schema(description = "When") Instant at,

        @Schema(description = "As it was then, in its new state")
        AlertView alert) {

    static TransitionView of(Transition transition) {
        return new TransitionView(transition.at().instant(), AlertView.of(transition.alert()));
    }
}
