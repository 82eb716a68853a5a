package dev.rota.lagmonitor.alerting;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What somebody wants to be told of.
 *
 * @param name of the rule, and of its alerts
 * @param condition what is not well
 * @param pendingFor for how long it must have been so before an alert fires
 * @param keep for how long it must have been well before that is resolved
 * @param severity how urgent it is
 * @param groups which groups' whole ids it is for; empty for all
 * @param summary what to say of it in general; empty to say nothing
 */
public record Rule(
        String name,
        Condition condition,
        Duration pendingFor,
        Duration keep,
        Severity severity,
        Optional<Pattern> groups,
        Optional<String> summary) {

    boolean isFor(String group) {
        return groups.isEmpty() || groups.get().matcher(group).matches();
    }
}
