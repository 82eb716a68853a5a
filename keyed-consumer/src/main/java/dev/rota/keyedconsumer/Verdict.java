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

    /**
     * The record will never succeed: it goes to the {@link DeadLetters} and is done once they have it.
     *
     * @param reason why, in a short word of a small fixed set, such as {@code invalid-amount}: dead letters are counted
     *     and gathered by it
     */
    record Poison(String reason) implements Verdict {
        public Poison {
            if (reason.isBlank()) {
                throw new IllegalArgumentException("poison needs a reason");
            }
        }
    }

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

    /**
     * The store refused the record's {@link ReceivedRecord#fencingToken}, for a larger one was acquired after it. It is
     * tried again as with {@link Outage}, and if the partition is still this member's after some seconds, a new token is
     * acquired first. Without a {@link PartitionFence} this is an outage.
     *
     * @param retryAfter how long to wait first; not negative
     */
    record Fenced(Duration retryAfter) implements Verdict {
        public Fenced {
            requireNotNegative(retryAfter);
        }
    }

    /** See {@link Retry}. */
    static Verdict retry(Duration after) {
        return new Retry(after);
    }

    /** See {@link Poison}. */
    static Verdict poison(String reason) {
        return new Poison(reason);
    }

    /** See {@link Outage}. */
    static Verdict outage(Duration retryAfter) {
        return new Outage(retryAfter);
    }

    /** See {@link Fenced}. */
    static Verdict fenced(Duration retryAfter) {
        return new Fenced(retryAfter);
    }

    private static void requireNotNegative(Duration wait) {
        if (wait.isNegative()) {
            throw new IllegalArgumentException("a retry cannot wait for " + wait);
        }
    }
}
