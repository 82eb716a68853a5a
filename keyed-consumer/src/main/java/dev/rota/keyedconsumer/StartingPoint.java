package dev.rota.keyedconsumer;

import java.time.Duration;
import java.util.Locale;

/** Where a group begins in a partition for which it has no offset: Kafka's {@code auto.offset.reset}. */
sealed interface StartingPoint {

    /** With the oldest record there is. */
    record Earliest() implements StartingPoint {}

    /** With what comes next. */
    record Latest() implements StartingPoint {}

    /** With the oldest record of the last while. */
    record Within(Duration past) implements StartingPoint {}

    /** Nowhere: the consumer fails. */
    record None() implements StartingPoint {}

    /** Reads the setting; Kafka's client has checked it. */
    static StartingPoint parse(String setting) {
        String choice = setting.toLowerCase(Locale.ROOT);
        return switch (choice) {
            case "earliest" -> new Earliest();
            case "latest" -> new Latest();
            case "none" -> new None();
            default -> new Within(Duration.parse(choice.substring("by_duration:".length())));
        };
    }
}
