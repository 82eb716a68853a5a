package dev.rota.lagmonitor.alerting;

import dev.rota.lagmonitor.alerting.Notification.Cause;
import dev.rota.lagmonitor.evaluation.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * When people are told of the alerts of one rule, and of how many. They are told at once of all that came within
 * {@link NotificationPolicy#groupWait()}, and not again within {@link NotificationPolicy#groupInterval()}. Of what comes and goes in
 * between they hear once, with how it is by then. Not thread-safe: {@link Alerts} owns it.
 */
final class RuleNews {

    private static final int MOST_SHOWN = 20;
    private static final int MOST_ENDED = 100_000;
    private static final Comparator<LiveAlert> LEAST_BAD_FIRST = Comparator.comparingDouble(LiveAlert::badness);

    private final Rule rule;
    private final NotificationPolicy policy;
    private final Silences silences;

    /** What has ended since the last notification, as it did last. */
    private final Map<About, Ended> ended = new LinkedHashMap<>();

    /** Since when there is something to tell; null if there is nothing. */
    private @Nullable Moment newsSince;

    private @Nullable Moment toldAt;

    /** Whether the last that receivers heard is that something fires. */
    private boolean open;

    /**
     * An alert that is over.
     *
     * @param fresh whether people have never been told that it fired
     */
    private record Ended(Alert alert, boolean fresh) {}

    RuleNews(Rule rule, NotificationPolicy policy, Silences silences) {
        this.rule = rule;
        this.policy = policy;
        this.silences = silences;
    }

    /**
     * One is resolved that people are to hear of.
     *
     * @param fresh whether they have not been told that it fired
     */
    void ended(Alert alert, boolean fresh) {
        About about = new About(alert.group(), alert.partition());
        Ended before = ended.get(about);
        if (before != null || ended.size() < MOST_ENDED) {
            ended.put(about, new Ended(alert, fresh && (before == null || before.fresh())));
        }
    }

    /** What is to be told now; called every second or so, with all groups that have alerts of this rule. */
    Optional<Notification> due(Moment now, Iterable<AlertsOfGroup> groups) {
        Tally tally = new Tally();
        for (AlertsOfGroup group : groups) {
            tally.add(group, group.silence(rule, silences).isPresent());
        }
        if (tally.fresh == 0 && ended.isEmpty()) {
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
        // What fires again is not spoken of as resolved.
        tally.firing.forEach(alert -> ended.remove(alert.about()));
        int freshEnded =
                Math.toIntExact(ended.values().stream().filter(Ended::fresh).count());
        Notification notification = new Notification(
                UUID.randomUUID().toString(),
                now,
                rule,
                cause,
                tally.firing(),
                tally.fresh + freshEnded,
                tally.silenced,
                ended.size(),
                tally.worst(),
                ended.values().stream().limit(MOST_SHOWN).map(Ended::alert).toList());
        tally.firing.forEach(LiveAlert::tell);
        ended.clear();
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
