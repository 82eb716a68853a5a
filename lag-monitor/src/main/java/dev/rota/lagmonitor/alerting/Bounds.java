package dev.rota.lagmonitor.alerting;

import java.util.OptionalDouble;

/**
 * Where a figure is no longer well; seconds if the figure is a time. At least one of them is given.
 *
 * @param above more than this is not well
 * @param below less than this is not well
 */
public record Bounds(OptionalDouble above, OptionalDouble below) {

    /** Whether a figure is not well; never, if it is no number. */
    boolean areBroken(double value) {
        return (above.isPresent() && value > above.getAsDouble()) || (below.isPresent() && value < below.getAsDouble());
    }

    /** The higher, the worse; to compare figures of which all break these bounds. */
    double badness(double value) {
        return above.isPresent() ? value : -value;
    }

    String words(Figure figure, double value) {
        boolean high = above.isPresent() && value > above.getAsDouble();
        return "%s is %s, %s %s"
                .formatted(
                        figure.key(),
                        figure.words(value),
                        high ? "above" : "below",
                        figure.words((high ? above : below).orElseThrow()));
    }
}
