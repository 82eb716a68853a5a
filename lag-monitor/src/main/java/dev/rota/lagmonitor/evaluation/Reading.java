package dev.rota.lagmonitor.evaluation;

/**
 * One thing that was asked of the cluster: the answer, or why there is none. What is asked for one group or partition
 * can fail without touching any other.
 */
public sealed interface Reading<T> {

    /** The cluster answered. */
    record Taken<T>(T value) implements Reading<T> {}

    /**
     * There is no answer.
     *
     * @param reason why, in words for an operator
     */
    record Missed<T>(String reason) implements Reading<T> {}

    static <T> Reading<T> taken(T value) {
        return new Taken<>(value);
    }

    static <T> Reading<T> missed(String reason) {
        return new Missed<>(reason);
    }
}
