package dev.rota.lagmonitor.alerting;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.Moment;
import dev.rota.lagmonitor.evaluation.PartitionId;
import dev.rota.lagmonitor.evaluation.PartitionLag;
import dev.rota.lagmonitor.evaluation.Snapshot;
import dev.rota.lagmonitor.evaluation.Status;
import dev.rota.lagmonitor.evaluation.Verdict;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One rule and its alerts, from tick to tick. What is not known changes nothing: such an alert neither fires nor is resolved. Not
 * thread-safe: {@link Alerts} owns it.
 */
final class RuleWatch {

    private static final String MONITOR = "";
    private static final String WELL = "It is well again.";
    private static final String NO_GROUP = "The cluster lists no such group any more.";
    private static final String NO_PARTITION =
            "The group has neither committed the partition any more, nor does it own it.";

    private final Rule rule;
    private final Journal journal;
    private final Silences silences;
    private final RuleNews news;
    private final Map<String, AlertsOfGroup> byGroup = new HashMap<>();

    /** Of the tick under way. */
    private long tick;

    private Moment at = new Moment(Instant.EPOCH, 0);

    RuleWatch(Rule rule, NotificationPolicy policy, Journal journal, Silences silences) {
        this.rule = rule;
        this.journal = journal;
        this.silences = silences;
        news = new RuleNews(rule, policy, silences);
    }

    Rule rule() {
        return rule;
    }

    /** The monitor as it is now; other rules than those on the monitor do not care. */
    void judge(Observation observation, long ofTick) {
        if (rule.condition() instanceof Condition.OfMonitor(MonitorFigure figure, Bounds bounds)) {
            at = observation.now();
            tick = ofTick;
            judgeWhole(MONITOR, Optional.empty(), figure, bounds, figure.of(observation));
        }
    }

    /** Nothing is known of the cluster: what is there stays as it is. */
    void observeNothing() {
        if (!(rule.condition() instanceof Condition.OfMonitor)) {
            byGroup.values().forEach(alerts -> alerts.all().forEach(alert -> alert.observeNothing(tick)));
        }
    }

    /** One group of a snapshot. */
    void judge(GroupFacts facts, Moment takenAt, long ofTick) {
        at = takenAt;
        tick = ofTick;
        GroupLag group = facts.group();
        if (rule.condition() instanceof Condition.OfMonitor || !rule.isFor(group.group())) {
            return;
        }
        AlertsOfGroup alerts = byGroup.get(group.group());
        if (group.sampledAt().nanoTime() != takenAt.nanoTime()) {
            if (alerts != null) {
                alerts.all().forEach(alert -> alert.observeNothing(tick));
            }
            return;
        }
        switch (rule.condition()) {
            case Condition.OfMonitor _ -> {}
            case Condition.OfGroup(GroupFigure figure, Bounds bounds) ->
                judgeWhole(group.group(), Optional.of(group.group()), figure, bounds, figure.of(facts));
            case Condition.GroupStatus(Set<Status> statuses) -> judgeStatus(facts, statuses);
            case Condition.OfPartition(PartitionFigure figure, Bounds bounds) ->
                judgePartitions(group, alerts, figure, bounds);
            case Condition.PartitionStatus(Set<Status> statuses) -> judgePartitions(group, alerts, statuses);
        }
    }

    private void judgeWhole(String key, Optional<String> group, Figure figure, Bounds bounds, Known known) {
        switch (bounds.judge(known.least(), known.most())) {
            case BROKEN -> broken(key, group, AlertsOfGroup.WHOLE, figure, bounds, known);
            case KEPT -> well(byGroup.get(key), AlertsOfGroup.WHOLE);
            case UNKNOWN -> unknown(byGroup.get(key), AlertsOfGroup.WHOLE);
        }
    }

    private void broken(
            String key, Optional<String> group, PartitionId partition, Figure figure, Bounds bounds, Known known) {
        double value = bounds.breach(known);
        bad(
                key,
                group,
                partition,
                value,
                bounds.badness(value),
                () -> "Its %s.".formatted(bounds.words(figure, known)));
    }

    private void judgeStatus(GroupFacts facts, Set<Status> statuses) {
        GroupLag group = facts.group();
        Status status = facts.status();
        if (statuses.contains(status)) {
            bad(
                    group.group(),
                    Optional.of(group.group()),
                    AlertsOfGroup.WHOLE,
                    0,
                    (double) group.totalLag().orElse(0),
                    words(facts, status));
        } else if (status == Status.UNKNOWN
                || (facts.unclear() && statuses.stream().anyMatch(each -> each.worse(status) == each))) {
            // What is not known may be one of those that are worse.
            unknown(byGroup.get(group.group()), AlertsOfGroup.WHOLE);
        } else {
            well(byGroup.get(group.group()), AlertsOfGroup.WHOLE);
        }
    }

    /** Keeps nothing of the group but what the words need: they outlive its snapshot. */
    private static Supplier<String> words(GroupFacts facts, Status status) {
        Optional<PartitionLag> worst =
                facts.worst().filter(partition -> partition.verdict().status() == status);
        if (worst.isEmpty()) {
            List<String> gaps = facts.group().gaps();
            return () -> "%s: %s".formatted(status, String.join("; ", gaps));
        }
        PartitionId partition = worst.get().partition();
        Verdict verdict = worst.get().verdict();
        return () -> "%s on %s: %s".formatted(status, partition, verdict.reason());
    }

    private void judgePartitions(
            GroupLag group, @Nullable AlertsOfGroup alerts, PartitionFigure figure, Bounds bounds) {
        for (PartitionLag partition : group.partitions()) {
            PartitionId id = partition.partition();
            double least = figure.least(partition);
            double most = figure.most(partition);
            switch (bounds.judge(least, most)) {
                case BROKEN ->
                    broken(group.group(), Optional.of(group.group()), id, figure, bounds, new Known(least, most));
                case KEPT -> well(alerts, id);
                case UNKNOWN -> unknown(alerts, id);
            }
        }
        endWhatIsGone(group, alerts);
    }

    private void judgePartitions(GroupLag group, @Nullable AlertsOfGroup alerts, Set<Status> statuses) {
        for (PartitionLag partition : group.partitions()) {
            Verdict verdict = partition.verdict();
            Status status = verdict.status();
            if (statuses.contains(status)) {
                bad(
                        group.group(),
                        Optional.of(group.group()),
                        partition.partition(),
                        0,
                        (double) partition.lag().orElse(0),
                        () -> "%s: %s".formatted(status, verdict.reason()));
            } else if (status == Status.UNKNOWN || !group.gaps().isEmpty()) {
                // Whether somebody owns it may be what could not be read.
                unknown(alerts, partition.partition());
            } else {
                well(alerts, partition.partition());
            }
        }
        endWhatIsGone(group, alerts);
    }

    private void bad(
            String key,
            Optional<String> group,
            PartitionId partition,
            double value,
            double badness,
            Supplier<String> words) {
        AlertsOfGroup alerts = byGroup.get(key);
        LiveAlert alert = alerts == null ? null : alerts.get(partition);
        boolean fresh = alert == null;
        if (alert == null) {
            if (!journal.takesAnother()) {
                return;
            }
            alert = new LiveAlert(
                    rule,
                    new About(group, partition.equals(AlertsOfGroup.WHOLE) ? Optional.empty() : Optional.of(partition)),
                    at);
            byGroup.computeIfAbsent(key, _ -> new AlertsOfGroup(group)).put(partition, alert);
        }
        alert.observeBad(at, tick, value, badness, words);
        if (alert.isDue()) {
            alert.fire(at);
            journal.add(new Transition(at, alert.shown(AlertState.FIRING, Optional.empty(), words)));
        } else if (fresh) {
            journal.add(new Transition(at, alert.shown(AlertState.PENDING, Optional.empty(), words)));
        }
    }

    private void well(@Nullable AlertsOfGroup alerts, PartitionId partition) {
        LiveAlert alert = alerts == null ? null : alerts.get(partition);
        if (alerts == null || alert == null) {
            return;
        }
        alert.observeWell(at, tick);
        if (alert.isWellForLongEnough()) {
            alerts.remove(partition);
            end(alerts, alert, WELL);
        }
    }

    private void unknown(@Nullable AlertsOfGroup alerts, PartitionId partition) {
        LiveAlert alert = alerts == null ? null : alerts.get(partition);
        if (alert != null) {
            alert.observeNothing(tick);
        }
    }

    /** Partitions of which nothing was said, unless it may be that they were only not seen. */
    private void endWhatIsGone(GroupLag group, @Nullable AlertsOfGroup alerts) {
        if (alerts == null) {
            return;
        }
        boolean unsure = !group.gaps().isEmpty() || group.state().isRebalancing();
        for (Iterator<LiveAlert> each = alerts.all().iterator(); each.hasNext(); ) {
            LiveAlert alert = each.next();
            if (alert.wasObservedIn(tick)) {
                continue;
            }
            if (unsure) {
                alert.observeNothing(tick);
            } else {
                each.remove();
                end(alerts, alert, NO_PARTITION);
            }
        }
    }

    private void end(AlertsOfGroup alerts, LiveAlert alert, String why) {
        Alert ended = alert.ended(why);
        journal.oneIsGone();
        journal.add(new Transition(at, ended));
        boolean heard = alerts.silence(rule, silences).isEmpty();
        if (alert.isTold() || (alert.isFiring() && heard)) {
            news.ended(ended, !alert.isTold());
        }
    }

    /** All groups of a snapshot have been judged. */
    void endGroupsThatAreGone(Snapshot snapshot) {
        for (Iterator<AlertsOfGroup> each = byGroup.values().iterator(); each.hasNext(); ) {
            AlertsOfGroup alerts = each.next();
            if (alerts.group().filter(id -> !snapshot.byId().containsKey(id)).isPresent()) {
                alerts.all().forEach(alert -> end(alerts, alert, NO_GROUP));
                each.remove();
            } else if (alerts.isEmpty()) {
                each.remove();
            }
        }
    }

    Optional<Notification> due(Moment now) {
        return news.due(now, byGroup.values());
    }

    void forEach(Consumer<Alert> each) {
        byGroup.values().forEach(alerts -> {
            Optional<Silence> silence = alerts.silence(rule, silences);
            alerts.all().forEach(alert -> each.accept(alert.shown(silence)));
        });
    }

    /** How many alerts are in each state. */
    Map<AlertState, Integer> counts() {
        Map<AlertState, Integer> counts = new EnumMap<>(AlertState.class);
        byGroup.values().forEach(alerts -> {
            AlertState firing = alerts.silence(rule, silences).isPresent() ? AlertState.SILENCED : AlertState.FIRING;
            alerts.all()
                    .forEach(alert -> counts.merge(alert.isFiring() ? firing : AlertState.PENDING, 1, Integer::sum));
        });
        return counts;
    }
}
