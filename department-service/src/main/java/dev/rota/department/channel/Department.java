package dev.rota.department.channel;

import java.util.Locale;

/** The departments that this image can be. */
public enum Department {
    /** Cleans the room of a patient who went home. */
    HOUSEKEEPING("patient-checkout", CommitStrategy.THROTTLED),

    /** Fills the prescriptions of a patient who went home. */
    PHARMACY("patient-checkout", CommitStrategy.SYNC),

    /** Looks after ambulances that are too fast; a reading more or less does not matter. */
    AMBULANCE_ALERTS("vehicle.telemetry", CommitStrategy.AUTO);

    private final String topic;
    private final CommitStrategy usualCommit;

    Department(String topic, CommitStrategy usualCommit) {
        this.topic = topic;
        this.usualCommit = usualCommit;
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
}
