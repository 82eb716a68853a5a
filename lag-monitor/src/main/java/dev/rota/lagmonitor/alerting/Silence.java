package dev.rota.lagmonitor.alerting;

import dev.rota.lagmonitor.evaluation.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Somebody does not want to be told of some alerts for some time.
 *
 * @param id by which it can be ended
 * @param rule of which rules, by their whole names; empty for all
 * @param group of which groups, by their whole ids; empty for all, and the monitor itself
 * @param begun since when
 * @param lasting for how long from then on
 * @param author who wants it so
 * @param comment why; may be empty
 */
public record Silence(
        String id,
        Optional<Pattern> rule,
        Optional<Pattern> group,
        Moment begun,
        Duration lasting,
        String author,
        String comment) {

    boolean covers(String ruleName, Optional<String> groupId) {
        return rule.filter(pattern -> !pattern.matcher(ruleName).matches()).isEmpty()
                && (group.isEmpty()
                        || groupId.filter(id -> group.get().matcher(id).matches())
                                .isPresent());
    }

    boolean isOver(Moment now) {
        return now.nanoTime() - begun.nanoTime() >= lasting.toNanos();
    }

    /** When it ends, by the wall clock of when it began. */
    public Instant until() {
        return begun.instant().plus(lasting);
    }
}
