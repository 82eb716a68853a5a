package dev.rota.keyedconsumer;

import java.util.List;

/**
 * What is done with all the records of a partition that are buffered, in one call: for work that is cheaper by the
 * hundred than one by one, as rows in a database are.
 *
 * <p>Called on virtual threads, for up to {@link KeyedConsumerBuilder#maxConcurrency} partitions at once, but never
 * twice at once for the same assignment of a partition. It may block. It should be idempotent: delivery is at least
 * once.
 */
@FunctionalInterface
public interface BatchHandler<K, V> {

    /**
     * Handles records of one partition, in the order of their offsets. To return is to say that all of them are done;
     * to throw anything is to say that none is, so whatever it did for some of them it should undo, by a transaction
     * for instance.
     *
     * <p>A {@link Failure} of a batch names its first record. On {@link Verdict.Retry} and {@link Verdict.Outage} the
     * same batch is tried again after the wait; the rest of the partition waits for it, and nothing more is fetched. On
     * {@link Verdict.Poison} its records are tried once more, each alone, and only those that fail alone go to the dead
     * letters. Bytes that cannot be deserialized end the batch before them and are then judged by themselves.
     *
     * <p>The thread is interrupted only if the batch is still being handled when the deadline of
     * {@link KeyedConsumer#close(java.time.Duration)} has passed, or the consumer has failed.
     *
     * @param records at least one; not to be modified
     */
    void handle(List<ReceivedRecord<K, V>> records) throws Exception;
}
