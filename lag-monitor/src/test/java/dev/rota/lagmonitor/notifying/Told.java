package dev.rota.lagmonitor.notifying;

import dev.rota.lagmonitor.alerting.Alert;
import dev.rota.lagmonitor.alerting.AlertState;
import dev.rota.lagmonitor.alerting.Bounds;
import dev.rota.lagmonitor.alerting.Condition;
import dev.rota.lagmonitor.alerting.GroupFigure;
import dev.rota.lagmonitor.alerting.Notification;
import dev.rota.lagmonitor.alerting.Rule;
import dev.rota.lagmonitor.alerting.Severity;
import dev.rota.lagmonitor.evaluation.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Notifications as a test wants them. */
final class Told {

    private static final Moment AT = new Moment(Instant.parse("2026-01-31T18:00:00.5Z"), 0);

    private static final Rule RULE = new Rule(
            "rule",
            new Condition.OfGroup(GroupFigure.LAG, new Bounds(OptionalDouble.of(1), OptionalDouble.empty())),
            Duration.ZERO,
            Duration.ZERO,
            Severity.WARNING,
            Optional.empty(),
            Optional.of("In general."));

    private Told() {}

    /** One of nothing in particular. */
    static Notification notification(String id) {
        return new Notification(id, AT, RULE, Notification.Cause.RESOLVED, 0, 0, 0, 2, List.of(), List.of());
    }

    /** One of these, and of as many more. */
    static Notification notification(List<Alert> firing, int moreFiring, List<Alert> resolved, int moreResolved) {
        return new Notification(
                "id",
                AT,
                RULE,
                firing.isEmpty() ? Notification.Cause.RESOLVED : Notification.Cause.FIRING,
                firing.size() + moreFiring,
                0,
                0,
                resolved.size() + moreResolved,
                firing,
                resolved);
    }

    static Alert alert(String group, AlertState state, String reason) {
        return new Alert(
                RULE,
                Optional.of(group),
                Optional.empty(),
                state,
                AT,
                Optional.of(AT),
                OptionalDouble.of(2),
                () -> reason,
                Optional.empty());
    }
}
