package dev.rota.lagmonitor.sampling;

import dev.rota.lagmonitor.evaluation.Moment;
import dev.rota.lagmonitor.evaluation.Snapshot;
import java.time.Duration;
import java.util.Optional;

/**
 * What the monitor knows at one time. Immutable; any thread may read it.
 *
 * @param snapshot the last one that could be taken; empty before the first
 * @param outage since when and why none could be taken; empty while ticks succeed
 */
public record MonitorState(Optional<Snapshot> snapshot, Optional<Outage> outage) {

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
        return new MonitorState(Optional.empty(), Optional.empty());
    }

    MonitorState sampled(Snapshot next) {
        return new MonitorState(Optional.of(next), Optional.empty());
    }

    MonitorState failed(String reason) {
        Moment since = outage.map(Outage::since).orElseGet(Moment::now);
        return new MonitorState(snapshot, Optional.of(new Outage(since, reason)));
    }
}
