package dev.rota.keyedconsumer;

import java.time.Duration;

/** What becomes of a record after a {@link Failure}. */
public sealed interface Verdict {

    /**
     * The record is tried again; later records of its key wait for it, other keys flow on.
     *
     * @param after how long to wait first; not negative
     */
    record Retry(Duration after) implements Verdict {
        public Retry {
            requireNotNegative(after);
        }
    }

    /** The record will never succeed: it goes to the {@link DeadLetters} and is done once they have it. */
    record Poison() implements Verdict {}

    /**
     * Something that the records need is gone, and it is not the record's fault. It is tried again as with {@link
     * Retry}, and nothing more is fetched from its partition until it has succeeded.
     *
     * @param retryAfter how long to wait first; not negative
     */
    record Outage(Duration retryAfter) implements Verdict {
        public Outage {
            requireNotNegative(retryAfter);
        }
    }

    /** See {@link Retry}. */
    static Verdict retry(Duration after) {
        return new Retry(after);
    }

    /** See {@link Poison}. */
    static Verdict poison() {
        return new Poison();
    }

    /** See {@link Outage}. */
    static Verdict outage(Duration retryAfter) {
        return new Outage(retryAfter);
    }

    private static void requireNotNegative(Duration wait) {
        if (wait.isNegative()) {
            throw new IllegalArgumentException("a retry cannot wait for " + wait);
        }
    }
}
