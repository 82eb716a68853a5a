package dev.rota.lagmonitor.alerting;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Something that rules can be about: a number of the monitor, of a group, or of a group's partition. */
public sealed interface Figure permits MonitorFigure, GroupFigure, PartitionFigure {

    /** Whether it is a time, in seconds, or else a number. */
    boolean isTime();

    /** The enum constant's name. */
    String name();

    /** As it is written in a configuration, for example {@code time-lag}. */
    default String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** All there are. */
    static Stream<Figure> all() {
        return Stream.of(GroupFigure.values(), PartitionFigure.values(), MonitorFigure.values())
                .flatMap(Stream::of);
    }

    /** The one of this key; empty if there is none. */
    static Optional<Figure> of(String key) {
        return all().filter(figure -> figure.key().equals(key)).findFirst();
    }

    /** With its unit, for people. */
    default String words(double value) {
        return isTime()
                ? String.format(Locale.ROOT, "%.0f s", value)
                : value == Math.rint(value)
                        ? String.format(Locale.ROOT, "%.0f", value)
                        : String.format(Locale.ROOT, "%.2f", value);
    }
}
