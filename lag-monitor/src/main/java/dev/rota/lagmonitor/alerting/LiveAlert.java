package dev.rota.lagmonitor.alerting;

import dev.rota.lagmonitor.evaluation.Moment;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * An alert that is pending or fires. Only time counts between two observations that follow each other: what happened while the
 * figure was not known is nobody's guess. Not thread-safe: {@link Alerts} owns it.
 */
final class LiveAlert {

    private final Rule rule;
    private final About about;
    private final Moment since;

    private Optional<Moment> firingSince = Optional.empty();
    private long badNanos;
    private long wellNanos;
    private long observedAt;
    private long observedInTick;
    private boolean well;
    private boolean interrupted;
    private double value;
    private double badness;
    private Supplier<String> words = () -> "";

    /** Whether receivers have been told that it fires. */
    private boolean told;

    /** Whether there is something to be told of it. */
    private boolean news;

    private boolean muted;

    LiveAlert(Rule rule, About about, Moment since) {
        this.rule = rule;
        this.about = about;
        this.since = since;
        this.observedAt = since.nanoTime();
    }

    /** It is not well. */
    void observeBad(Moment at, long tick, double figure, double rank, Supplier<String> reason) {
        badNanos += nanosSince(at, false);
        wellNanos = 0;
        observed(at, tick, false);
        value = figure;
        badness = rank;
        words = reason;
    }

    /** It is well. */
    void observeWell(Moment at, long tick) {
        wellNanos += nanosSince(at, true);
        observed(at, tick, true);
    }

    /** Nothing is known of it. */
    void observeNothing(long tick) {
        interrupted = true;
        observedInTick = tick;
    }

    private long nanosSince(Moment at, boolean same) {
        return interrupted || well != same ? 0 : at.nanoTime() - observedAt;
    }

    private void observed(Moment at, long tick, boolean isWell) {
        observedAt = at.nanoTime();
        observedInTick = tick;
        well = isWell;
        interrupted = false;
    }

    boolean wasObservedIn(long tick) {
        return observedInTick == tick;
    }

    boolean isFiring() {
        return firingSince.isPresent();
    }

    boolean isDue() {
        return !isFiring() && badNanos >= rule.pendingFor().toNanos();
    }

    boolean isWellForLongEnough() {
        return !isFiring() || wellNanos >= rule.keep().toNanos();
    }

    void fire(Moment at) {
        firingSince = Optional.of(at);
        news = true;
    }

    /** Whether it is silenced now; once it is not any more, that it fires is news again. */
    void mute(boolean now) {
        news |= muted && !now;
        muted = now;
    }

    boolean isNews() {
        return news;
    }

    boolean isTold() {
        return told;
    }

    void tell() {
        told = true;
        news = false;
    }

    About about() {
        return about;
    }

    double badness() {
        return badness;
    }

    /** As it is now. */
    Alert shown(AlertState state, Optional<Silence> silence, Supplier<String> why) {
        return new Alert(
                rule,
                about.group(),
                about.partition(),
                state,
                since,
                firingSince,
                switch (rule.condition()) {
                    case Condition.OfMonitor _, Condition.OfGroup _, Condition.OfPartition _ ->
                        OptionalDouble.of(value);
                    case Condition.GroupStatus _, Condition.PartitionStatus _ -> OptionalDouble.empty();
                },
                why,
                silence.map(Silence::id));
    }

    /** That it is over, why, and what was said of it before. */
    Alert ended(String why) {
        Supplier<String> before = words;
        return shown(
                isFiring() ? AlertState.RESOLVED : AlertState.PASSED,
                Optional.empty(),
                () -> "%s Before that: %s".formatted(why, before.get()));
    }

    Alert shown(Optional<Silence> silence) {
        AlertState state =
                !isFiring() ? AlertState.PENDING : silence.isPresent() ? AlertState.SILENCED : AlertState.FIRING;
        return shown(state, silence, words);
    }
}
