package dev.rota.keyedconsumer;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/**
 * Decides what becomes of a record that failed. Called on the thread that handled it, for several records at once.
 *
 * <p>A policy of one's own usually knows a few exceptions and leaves the rest to the standard one:
 *
 * <pre>{@code
 * FailurePolicy standard = FailurePolicy.standard();
 * FailurePolicy policy = failure ->
 *         failure.isCausedBy(InvalidOrderException.class) ? Verdict.poison("invalid-order") : standard.decide(failure);
 * }</pre>
 */
@FunctionalInterface
public interface FailurePolicy {

    /** The standard policy's reason for bytes that cannot be deserialized. */
    String UNREADABLE = "unreadable";

    /** The standard policy's reason for a record that failed too often. */
    String ATTEMPTS_EXHAUSTED = "attempts-exhausted";

    /**
     * Judges one failed attempt. If this throws or gives null, the record is retried after a wait that grows from 500
     * ms to 10 s, and the exception is reported to the listener.
     */
    Verdict decide(Failure failure);

    /**
     * The standard policy with ten attempts, waiting 100 ms at first and 10 s at most.
     *
     * @see #standard(int, Backoff)
     */
    static FailurePolicy standard() {
        return standard(10, new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10)));
    }

    /**
     * The first of these that applies:
     *
     * <ol>
     *   <li>a cause that is a failed connection (refused, reset, no route, unknown host, timed out) is an outage;
     *   <li>bytes that cannot be deserialized are poison, for the reason {@value #UNREADABLE};
     *   <li>the last of the attempts is poison, for the reason {@value #ATTEMPTS_EXHAUSTED};
     *   <li>anything else is retried.
     * </ol>
     *
     * @param maxAttempts how often a handler may fail on one record, at least 1
     * @param backoff the waits between attempts, and between attempts in an outage
     */
    static FailurePolicy standard(int maxAttempts, Backoff backoff) {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts must be at least 1, but is " + maxAttempts);
        }
        return failure -> {
            Duration wait = backoff.after(failure.attempt());
            if (failure.isCausedBy(
                    SocketException.class,
                    SocketTimeoutException.class,
                    UnknownHostException.class,
                    HttpTimeoutException.class)) {
                return Verdict.outage(wait);
            }
            return switch (failure.stage()) {
                case DESERIALIZATION -> Verdict.poison(UNREADABLE);
                case HANDLER ->
                    failure.attempt() >= maxAttempts ? Verdict.poison(ATTEMPTS_EXHAUSTED) : Verdict.retry(wait);
            };
        };
    }
}
