package dev.rota.lagmonitor.alerting;

import java.util.OptionalDouble;

/**
 * Where a figure is no longer well; seconds if the figure is a time. At least one of them is given.
 *
 * @param above more than this is not well
 * @param below less than this is not well
 */
public record Bounds(OptionalDouble above, OptionalDouble below) {

    /** What follows from what is known of a figure. */
    enum Finding {
        /** It is not well, whatever else it may turn out to be. */
        BROKEN,
        /** It is well, whatever else it may turn out to be. */
        KEPT,
        /** It may be either. */
        UNKNOWN
    }

    /** Judges a figure that is between these two; unknown if they are no numbers. Allocates nothing. */
    Finding judge(double least, double most) {
        if (isTooHigh(least) || (below.isPresent() && most < below.getAsDouble())) {
            return Finding.BROKEN;
        }
        boolean kept =
                (above.isEmpty() || most <= above.getAsDouble()) && (below.isEmpty() || least >= below.getAsDouble());
        return kept ? Finding.KEPT : Finding.UNKNOWN;
    }

    private boolean isTooHigh(double least) {
        return above.isPresent() && least > above.getAsDouble();
    }

    /** The number by which a figure breaks these bounds. */
    double breach(Known known) {
        return isTooHigh(known.least()) ? known.least() : known.most();
    }

    /** The higher, the worse; to compare figures of which all break these bounds. */
    double badness(double value) {
        return above.isPresent() ? value : -value;
    }

    /** How a figure breaks these bounds. */
    String words(Figure figure, Known known) {
        boolean high = isTooHigh(known.least());
        return "%s is %s%s, %s %s"
                .formatted(
                        figure.key(),
                        known.isExact() ? "" : high ? "at least " : "at most ",
                        figure.words(breach(known)),
                        high ? "above" : "below",
                        figure.words((high ? above : below).orElseThrow()));
    }
}
