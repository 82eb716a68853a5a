package dev.rota.keyedconsumer;

/**
 * What is done with each record.
 *
 * <p>Called on virtual threads, for up to {@link KeyedConsumerBuilder#maxConcurrency} records at once, but never for
 * two records of the same key and assignment of a partition at once, nor for the later before the earlier is done. It
 * may block; where it computes for long instead, no more of them run at once than there are processors. It should be
 * idempotent: delivery is at least once.
 */
@FunctionalInterface
public interface RecordHandler<K, V> {

    /**
     * Handles one record. To return is to say that the record is done; to throw anything, an {@link Error} included, is
     * to leave it to the {@link FailurePolicy}.
     *
     * <p>The thread is interrupted only if the record is still being handled when the deadline of
     * {@link KeyedConsumer#close(java.time.Duration)} has passed, or the consumer has failed.
     */
    void handle(ReceivedRecord<K, V> record) throws Exception;
}
