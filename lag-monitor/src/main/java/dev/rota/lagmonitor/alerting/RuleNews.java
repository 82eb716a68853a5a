package dev.rota.lagmonitor.alerting;

import dev.rota.lagmonitor.alerting.Notification.Cause;
import dev.rota.lagmonitor.evaluation.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * When people are told of the alerts of one rule, and of how many. They are told at once of all that came within
 * {@link NotificationPolicy#groupWait()}, and not again within {@link NotificationPolicy#groupInterval()}. What was resolved before
 * they were told of it they never hear of. Not thread-safe: {@link Alerts} owns it.
 */
final class RuleNews {

    private static final int MOST_SHOWN = 20;
    private static final Comparator<LiveAlert> LEAST_BAD_FIRST = Comparator.comparingDouble(LiveAlert::badness);

    private final Rule rule;
    private final NotificationPolicy policy;

    private final List<Alert> resolved = new ArrayList<>();
    private int resolvedCount;

    /** Since when there is something to tell; null if there is nothing. */
    private @Nullable Moment newsSince;

    private @Nullable Moment toldAt;

    /** Whether the last that receivers heard is that something fires. */
    private boolean open;

    RuleNews(Rule rule, NotificationPolicy policy) {
        this.rule = rule;
        this.policy = policy;
    }

    /** One of which receivers know that it fires is resolved. */
    void resolved(Alert alert) {
        resolvedCount++;
        if (resolved.size() < MOST_SHOWN) {
            resolved.add(alert);
        }
    }

    /** What is to be told now; called every second or so, with all groups that have alerts of this rule. */
    Optional<Notification> due(Moment now, Iterable<AlertsOfGroup> groups, Silences silences) {
        Tally tally = new Tally();
        for (AlertsOfGroup group : groups) {
            tally.add(group, group.silence(rule, silences).isPresent());
        }
        if (tally.fresh == 0 && resolvedCount == 0) {
            newsSince = null;
        } else if (newsSince == null) {
            newsSince = now;
        }
        return cause(now, tally.firing()).map(cause -> tell(cause, now, tally));
    }

    private Optional<Cause> cause(Moment now, int firing) {
        if (newsSince != null) {
            boolean waited = isAtLeast(policy.groupWait(), newsSince, now)
                    && (toldAt == null || isAtLeast(policy.groupInterval(), toldAt, now));
            return waited ? Optional.of(firing > 0 ? Cause.FIRING : Cause.RESOLVED) : Optional.empty();
        }
        return open && firing > 0 && toldAt != null && isAtLeast(policy.repeatEvery(), toldAt, now)
                ? Optional.of(Cause.REPEATED)
                : Optional.empty();
    }

    private Notification tell(Cause cause, Moment now, Tally tally) {
        Notification notification = new Notification(
                UUID.randomUUID().toString(),
                now,
                rule,
                cause,
                tally.firing(),
                tally.fresh,
                tally.silenced,
                resolvedCount,
                tally.worst(),
                List.copyOf(resolved));
        tally.firing.forEach(LiveAlert::tell);
        resolved.clear();
        resolvedCount = 0;
        newsSince = null;
        toldAt = now;
        open = tally.firing() > 0;
        return notification;
    }

    private static boolean isAtLeast(Duration bound, Moment since, Moment now) {
        return now.nanoTime() - since.nanoTime() >= bound.toNanos();
    }

    /** What fires now. */
    private static final class Tally {

        final List<LiveAlert> firing = new ArrayList<>();
        int fresh;
        int silenced;

        void add(AlertsOfGroup group, boolean isSilenced) {
            for (LiveAlert alert : group.all()) {
                if (!alert.isFiring()) {
                    continue;
                }
                alert.mute(isSilenced);
                if (isSilenced) {
                    silenced++;
                } else {
                    firing.add(alert);
                    fresh += alert.isNews() ? 1 : 0;
                }
            }
        }

        int firing() {
            return firing.size();
        }

        List<Alert> worst() {
            PriorityQueue<LiveAlert> worst = new PriorityQueue<>(LEAST_BAD_FIRST);
            for (LiveAlert alert : firing) {
                worst.add(alert);
                if (worst.size() > MOST_SHOWN) {
                    worst.poll();
                }
            }
            return worst.stream()
                    .sorted(LEAST_BAD_FIRST.reversed())
                    .map(alert -> alert.shown(Optional.empty()))
                    .toList();
        }
    }
}
