package dev.rota.lagmonitor.alerting;

/**
 * What is known of a figure: between which two numbers it is. Not a number where nothing is known.
 *
 * @param least it is not less than this
 * @param most it is not more than this
 */
record Known(double least, double most) {

    static final Known NOTHING = new Known(Double.NaN, Double.NaN);

    static Known exactly(double value) {
        return new Known(value, value);
    }

    static Known atLeast(double value) {
        return new Known(value, Double.POSITIVE_INFINITY);
    }

    static Known atMost(double value) {
        return new Known(Double.NEGATIVE_INFINITY, value);
    }

    boolean isExact() {
        return least == most;
    }
}
