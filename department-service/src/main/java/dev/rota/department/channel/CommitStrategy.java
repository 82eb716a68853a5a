package dev.rota.department.channel;

/** When the place up to which a partition was read is committed, and hence what a crash does. */
public enum CommitStrategy {

    /**
     * By Kafka's client, every {@code commit-interval} and at each rebalance and stop, whatever became of the records: all of these lose what
     * was polled and not handled, and a crash repeats what was handled since.
     */
    AUTO(Promise.NEITHER),

    /** In sync, before a record is handled: a crash loses what is in flight. */
    BEFORE(Promise.AT_MOST_ONCE),

    /** In sync, after each record: a crash repeats what is in flight. The next record waits. */
    SYNC(Promise.AT_LEAST_ONCE),

    /** After each record, without waiting: a crash repeats what is in flight and what was not confirmed. */
    ASYNC(Promise.AT_LEAST_ONCE),

    /** In sync, after each poll's records, which are handled in one transaction: a crash repeats them. */
    BATCH(Promise.AT_LEAST_ONCE),

    /** After every so many records or so much time: a crash repeats those since. */
    CHECKPOINT(Promise.AT_LEAST_ONCE),

    /** By the connector, every {@code commit-interval}, up to the first record that is not handled: a crash repeats those beyond. */
    THROTTLED(Promise.AT_LEAST_ONCE);

    private final Promise promise;

    CommitStrategy(Promise promise) {
        this.promise = promise;
    }

    /** What a group may count on when a member crashes. */
    public enum Promise {
        /** Some events may be lost, others repeated. */
        NEITHER,

        /** Some may be lost. */
        AT_MOST_ONCE,

        /** Some may be repeated. */
        AT_LEAST_ONCE;

        /** Whether events may be lost. */
        public boolean allowsLoss() {
            return this != AT_LEAST_ONCE;
        }
    }

    /** What a group may count on when a member crashes. */
    public Promise promise() {
        return promise;
    }
}
