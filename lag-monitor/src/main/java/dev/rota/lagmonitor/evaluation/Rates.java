package dev.rota.lagmonitor.evaluation;

import java.util.OptionalDouble;

/**
 * How fast one partition moves, over the window of the status.
 *
 * @param consumed offsets committed per second; negative if the group went back; empty if not known
 * @param arrived offsets written per second; empty if not known
 */
public record Rates(OptionalDouble consumed, OptionalDouble arrived) {

    /** Nothing is known of the group's place in the partition. */
    static Rates arriving(OptionalDouble arrived) {
        return new Rates(OptionalDouble.empty(), arrived);
    }

    static final Rates UNKNOWN = new Rates(OptionalDouble.empty(), OptionalDouble.empty());
}
