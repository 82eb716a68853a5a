package dev.rota.keyedconsumer;

import org.apache.kafka.common.TopicPartition;

/**
 * Takes possession of a partition outside Kafka, before the first of its records is handed out.
 *
 * <p>A member that was frozen while its partition moved on does not know it and may still write. A store can refuse
 * such writes if every assignment of a partition carries a number larger than the one before, and the store remembers
 * the largest (M. Kleppmann, <i>Designing Data-Intensive Applications</i>, chapter 8, "Fencing tokens"). The token is
 * handed to the handler with each record of the assignment.
 */
@FunctionalInterface
public interface PartitionFence {

    /**
     * Acquires the token of a new assignment, or another one where a store refused it ({@link Verdict.Fenced}). Called on a virtual thread of its own; the partition stays paused until
     * it returns, and if it throws it is called again after a while. It must not take long: a revocation waits for it,
     * up to the drain deadline, since a token acquired after that of the next owner would shut that one out.
     *
     * @return a token larger than any that any member ever got for this partition
     */
    long acquire(TopicPartition partition) throws Exception;
}
