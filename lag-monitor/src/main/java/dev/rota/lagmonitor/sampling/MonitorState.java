package dev.rota.lagmonitor.sampling;

import dev.rota.lagmonitor.evaluation.Moment;
import dev.rota.lagmonitor.evaluation.Snapshot;
import dev.rota.lagmonitor.scaling.ScalingAdvice;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the monitor knows at one time. Immutable; any thread may read it.
 *
 * @param snapshot the last one that could be taken; empty before the first
 * @param advice how many replicas each group of that snapshot wants, by the group's id
 * @param outage since when and why none could be taken; empty while ticks succeed
 */
public record MonitorState(Optional<Snapshot> snapshot, Map<String, ScalingAdvice> advice, Optional<Outage> outage) {

    /**
     * Ticks fail.
     *
     * @param since when the first of them in a row failed
     * @param reason why the last one failed, in one line
     */
    public record Outage(Moment since, String reason) {}

    /** Whether there is a snapshot that is not older than the bound. */
    public boolean isFresh(Duration bound) {
        return snapshot.filter(taken -> taken.takenAt().isWithin(bound)).isPresent();
    }

    /** Nothing is known. */
    public static MonitorState starting() {
        return new MonitorState(Optional.empty(), Map.of(), Optional.empty());
    }

    /** How many replicas a group wants; empty if the cluster did not list it. */
    public Optional<ScalingAdvice> advice(String group) {
        return Optional.ofNullable(advice.get(group));
    }

    /** The same for whoever acts upon it: empty as well if its figures are older than the bound, or nothing follows from them yet. */
    public Optional<ScalingAdvice> advice(String group, Duration bound) {
        return advice(group)
                .filter(given -> given.at().isWithin(bound))
                .filter(given -> given.cause() != ScalingAdvice.Cause.NOT_KNOWN);
    }

    MonitorState sampled(Snapshot next, Map<String, ScalingAdvice> itsAdvice) {
        return new MonitorState(Optional.of(next), itsAdvice, Optional.empty());
    }

    MonitorState failed(String reason) {
        Moment since = outage.map(Outage::since).orElseGet(Moment::now);
        return new MonitorState(snapshot, advice, Optional.of(new Outage(since, reason)));
    }
}
