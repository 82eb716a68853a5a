package dev.rota.department.channel;

import java.util.Locale;

/** The departments that this image can be. */
public enum Department {
    /** Cleans the room of a patient who went home. */
    HOUSEKEEPING("patient-checkout", CommitStrategy.THROTTLED, Failure.DEAD_LETTER),

    /** Fills the prescriptions of a patient who went home. */
    PHARMACY("patient-checkout", CommitStrategy.SYNC, Failure.DEAD_LETTER),

    /** Writes to customers about each step of their orders. */
    EMAIL("order-events", CommitStrategy.CHECKPOINT, Failure.DELAYED_RETRY),

    /** Tells customers when their orders are under way or have come. */
    SMS("order-events", CommitStrategy.ASYNC, Failure.DELAYED_RETRY),

    /** Looks after ambulances that are too fast; a reading more or less does not matter. */
    AMBULANCE_ALERTS("vehicle.telemetry", CommitStrategy.AUTO, Failure.DEAD_LETTER);

    private final String topic;
    private final CommitStrategy usualCommit;
    private final Failure usualFailure;

    Department(String topic, CommitStrategy usualCommit, Failure usualFailure) {
        this.topic = topic;
        this.usualCommit = usualCommit;
        this.usualFailure = usualFailure;
    }

    /** What it listens to. */
    public String topic() {
        return topic;
    }

    /** Its name in settings, and its consumer group: {@code ambulance-alerts}. */
    public String group() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How it commits unless it is told otherwise. */
    CommitStrategy usualCommit() {
        return usualCommit;
    }

    /** What becomes of what it cannot handle, unless it is told otherwise. */
    Failure usualFailure() {
        return usualFailure;
    }
}
