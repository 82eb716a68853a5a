package dev.rota.keyedconsumer;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Waiting times that double from attempt to attempt up to a limit, each shortened by chance to between a half and the
 * whole of itself, so that keys which failed together do not come back together ("equal jitter", M. Brooker,
 * <i>Exponential Backoff And Jitter</i>, AWS Architecture Blog, 2015).
 *
 * @param first the wait after the first attempt, before jitter; positive
 * @param limit no wait is longer; at least {@code first}
 */
public record Backoff(Duration first, Duration limit) {

    private static final int DOUBLINGS_BEFORE_ANY_LIMIT = 30;

    public Backoff {
        if (!first.isPositive()) {
            throw new IllegalArgumentException("the first wait must be positive, but is " + first);
        }
        if (limit.compareTo(first) < 0) {
            throw new IllegalArgumentException("the limit " + limit + " is shorter than the first wait " + first);
        }
    }

    /**
     * How long to wait before the next attempt.
     *
     * @param attempt how many attempts there were, at least 1
     */
    public Duration after(int attempt) {
        long doublings = 1L << Math.min(attempt - 1, DOUBLINGS_BEFORE_ANY_LIMIT);
        boolean beyondLimit = first.compareTo(limit.dividedBy(doublings)) >= 0;
        long whole = (beyondLimit ? limit : first.multipliedBy(doublings)).toNanos();
        return Duration.ofNanos(whole - ThreadLocalRandom.current().nextLong(whole / 2 + 1));
    }
}
