package dev.rota.lagmonitor.alerting;

import dev.rota.lagmonitor.evaluation.Moment;
import java.util.List;

/**
 * What people are told of all alerts of one rule at once. Immutable.
 *
 * @param id another for each notification, the same however often it is tried to be delivered
 * @param at when it was made
 * @param rule whose alerts these are
 * @param cause why it is told now
 * @param firing how many fire and are not silenced
 * @param fresh how many are told for the first time: of those that fire, and of those that are resolved, which nobody was told of before
 * @param silenced how many fire and are silenced
 * @param resolved how many are resolved since the last notification; none of them is among those that fire
 * @param worst those of the firing that are worst off, the worst first
 * @param latestResolved some of the resolved
 */
public record Notification(
        String id,
        Moment at,
        Rule rule,
        Cause cause,
        int firing,
        int fresh,
        int silenced,
        int resolved,
        List<Alert> worst,
        List<Alert> latestResolved) {

    /** Why it is told. */
    public enum Cause {
        /** Alerts fire, and there is something new: one fires that receivers have not been told of, or one is resolved. */
        FIRING,
        /** Nothing is new, but that it still fires. */
        REPEATED,
        /** Nothing fires any more, or it is silenced. */
        RESOLVED
    }

    /** How many fire that are not among the worst. */
    public int more() {
        return firing - worst.size();
    }

    /** In one line. */
    public String title() {
        return switch (cause) {
            case FIRING, REPEATED ->
                "%s (%s): %s"
                        .formatted(
                                rule.name(),
                                rule.severity(),
                                firing == 1
                                        ? worst.getFirst().subject()
                                        : "%d alerts, the worst %s"
                                                .formatted(
                                                        firing, worst.getFirst().subject()));
            case RESOLVED ->
                "%s (%s): %s, %s"
                        .formatted(
                                rule.name(),
                                rule.severity(),
                                fresh == resolved ? "fired and resolved" : "resolved",
                                resolved == 1 ? latestResolved.getFirst().subject() : "%d alerts".formatted(resolved));
        };
    }
}
