package dev.rota.orderproducer.traffic;

/**
 * A rate that rises now and then: each period is quiet first and ends with the burst.
 *
 * @param factor how many times the rate there is in a burst, at least 1
 * @param everySeconds from the end of one burst to the end of the next, more than 0
 * @param lastingSeconds how long a burst lasts, less than {@code everySeconds}
 */
public record Bursts(double factor, double everySeconds, double lastingSeconds) {

    /** A rate that stays as it is. */
    public static final Bursts NONE = new Bursts(1, 60, 0);
}
