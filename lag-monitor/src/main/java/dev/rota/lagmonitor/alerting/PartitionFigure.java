package dev.rota.lagmonitor.alerting;

import dev.rota.lagmonitor.evaluation.PartitionLag;
import java.time.Duration;
import java.util.Optional;

/** A figure of one partition of one group. */
public enum PartitionFigure implements Figure {
    PARTITION_LAG(false),
    PARTITION_TIME_LAG(true),
    /** For how long an open transaction has held up whoever reads committed records only; 0 if none does. */
    OPEN_TRANSACTION(true);

    /** What is answered where nothing is known; no bound holds for it. */
    static final double UNKNOWN = Double.NaN;

    private final boolean time;

    PartitionFigure(boolean time) {
        this.time = time;
    }

    @Override
    public boolean isTime() {
        return time;
    }

    /**
     * The least that it can be. Called for every partition at every tick: it allocates nothing, and therefore does without an
     * optional.
     */
    double least(PartitionLag partition) {
        return switch (this) {
            case PARTITION_LAG -> partition.lag().isPresent() ? partition.lag().getAsLong() : UNKNOWN;
            case PARTITION_TIME_LAG -> seconds(partition.timeLag().age(), UNKNOWN);
            case OPEN_TRANSACTION -> seconds(partition.heldUp(), partition.lag().isPresent() ? 0 : UNKNOWN);
        };
    }

    /** The most that it can be; as {@link #least}. */
    double most(PartitionLag partition) {
        return this == PARTITION_TIME_LAG && partition.timeLag().atLeast()
                ? Double.POSITIVE_INFINITY
                : least(partition);
    }

    private static double seconds(Optional<Duration> time, double otherwise) {
        return time.isPresent() ? time.get().toNanos() / 1e9 : otherwise;
    }
}
