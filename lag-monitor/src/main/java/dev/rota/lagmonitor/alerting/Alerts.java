package dev.rota.lagmonitor.alerting;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.Moment;
import dev.rota.lagmonitor.evaluation.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All rules with their alerts, and the silences. Remembers at most 100,000 alerts, of each rule as many that are over and are
 * still to be told, and the latest 1,000 transitions; nothing across a restart. Thread-safe: one thread judges, any may ask, and waits while it does.
 *
 * <p>An alert is known by its rule, group and partition. Time is that of {@link Moment#nanoTime()}.
 */
public final class Alerts {

    private static final int MOST_ALERTS = 100_000;

    private final List<RuleWatch> watches;
    private final Duration longestStep;
    private final Journal journal;
    private final Silences silences = new Silences();

    /** When the latest snapshot was taken that has been judged; null before the first. */
    private @Nullable Moment judged;

    private long tick;

    /**
     * Nothing is known yet.
     *
     * @param longestStep from one snapshot to the next; if it is longer, nobody knows what was in between
     */
    public Alerts(List<Rule> rules, NotificationPolicy policy, Duration longestStep) {
        this(rules, policy, longestStep, MOST_ALERTS);
    }

    Alerts(List<Rule> rules, NotificationPolicy policy, Duration longestStep, int most) {
        this.longestStep = longestStep;
        journal = new Journal(most);
        watches = rules.stream()
                .map(rule -> new RuleWatch(rule, policy, journal, silences))
                .toList();
    }

    /** The rules, in the order in which they were given. */
    public List<Rule> rules() {
        return watches.stream().map(RuleWatch::rule).toList();
    }

    /**
     * Judges what is known now. A snapshot is judged once; that time goes on is all that counts when it comes again. While the
     * cluster is away, only rules on the monitor itself are judged.
     */
    public synchronized void judge(Observation observation) {
        silences.endThoseThatAreOver(observation.now());
        tick++;
        watches.forEach(watch -> watch.judge(observation, tick));
        if (observation.awaySince().isPresent()) {
            watches.forEach(RuleWatch::observeNothing);
        } else {
            observation
                    .snapshot()
                    .filter(snapshot -> judged == null || snapshot.takenAt().nanoTime() - judged.nanoTime() > 0)
                    .ifPresent(snapshot -> judge(snapshot, observation));
        }
    }

    private void judge(Snapshot snapshot, Observation observation) {
        journal.aTickBegins();
        if (judged != null && snapshot.takenAt().nanoTime() - judged.nanoTime() > longestStep.toNanos()) {
            watches.forEach(RuleWatch::observeNothing);
        }
        for (GroupLag group : snapshot.groups()) {
            GroupFacts facts = GroupFacts.of(
                    group, Optional.ofNullable(observation.advice().get(group.group())));
            watches.forEach(watch -> watch.judge(facts, snapshot.takenAt(), tick));
        }
        watches.forEach(watch -> watch.endGroupsThatAreGone(snapshot));
        judged = snapshot.takenAt();
    }

    /** What people are to be told now; called every second or so. Whatever is answered counts as told. */
    public synchronized List<Notification> due(Moment now) {
        silences.endThoseThatAreOver(now);
        return watches.stream()
                .map(watch -> watch.due(now))
                .flatMap(Optional::stream)
                .toList();
    }

    /** All alerts that are pending or fire, in no order. */
    public synchronized List<Alert> live(Moment now) {
        silences.endThoseThatAreOver(now);
        List<Alert> live = new ArrayList<>();
        watches.forEach(watch -> watch.forEach(live::add));
        return live;
    }

    /** The latest transitions, the newest first. */
    public synchronized List<Transition> history() {
        return journal.latest();
    }

    /** How many there are. */
    public synchronized AlertCounts counts() {
        Map<String, Map<AlertState, Integer>> byRule = new HashMap<>();
        watches.forEach(watch -> byRule.put(watch.rule().name(), watch.counts()));
        return new AlertCounts(byRule, journal.refused(), journal.forgotten());
    }

    /** The silences in force. */
    public synchronized List<Silence> silences(Moment now) {
        silences.endThoseThatAreOver(now);
        return silences.all();
    }

    /** Silences alerts from now on; false if there are too many silences. */
    public synchronized boolean silence(Silence silence) {
        return silences.add(silence);
    }

    /** Ends a silence; false if there is none of this id. */
    public synchronized boolean endSilence(String id) {
        return silences.remove(id);
    }
}
