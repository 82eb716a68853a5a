package dev.rota.lagmonitor.alerting;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.Snapshot;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** A figure of the monitor itself. */
public enum MonitorFigure implements Figure {
    /** How old the latest snapshot is; before the first, for how long there has been none. */
    SAMPLE_AGE(true),
    /** Groups beyond the most that are watched. */
    GROUPS_DROPPED(false),
    /** Groups that could not be read fully. */
    GROUPS_WITH_GAPS(false);

    private final boolean time;

    MonitorFigure(boolean time) {
        this.time = time;
    }

    @Override
    public boolean isTime() {
        return time;
    }

    Known of(Observation observation) {
        OptionalDouble found = find(observation);
        return found.isPresent() ? Known.exactly(found.getAsDouble()) : Known.NOTHING;
    }

    private OptionalDouble find(Observation observation) {
        return switch (this) {
            case SAMPLE_AGE ->
                observation
                        .snapshot()
                        .map(Snapshot::takenAt)
                        .or(observation::awaySince)
                        .map(since -> OptionalDouble.of((observation.now().nanoTime() - since.nanoTime()) / 1e9))
                        .orElse(OptionalDouble.empty());
            case GROUPS_DROPPED -> read(observation, snapshot -> snapshot.dropped());
            case GROUPS_WITH_GAPS ->
                read(
                        observation,
                        snapshot -> snapshot.groups().stream()
                                .map(GroupLag::gaps)
                                .filter(gaps -> !gaps.isEmpty())
                                .count());
        };
    }

    /** Unknown while the cluster is away. */
    private static OptionalDouble read(Observation observation, ToDoubleFunction<Snapshot> figure) {
        return observation
                .snapshot()
                .filter(_ -> observation.awaySince().isEmpty())
                .map(snapshot -> OptionalDouble.of(figure.applyAsDouble(snapshot)))
                .orElse(OptionalDouble.empty());
    }
}
