package dev.rota.lagmonitor.sampling;

import dev.rota.lagmonitor.evaluation.PartitionId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/**
 * One object for each partition, whichever group commits it and at whichever tick: there may be ten groups to a partition, and what is
 * the same object is found in a map without a look at the topic's name.
 *
 * <p>Thread-safe: answers are read on the client's thread.
 */
final class PartitionIds {

    private final Map<TopicPartition, PartitionId> known = new ConcurrentHashMap<>();

    PartitionId of(TopicPartition partition) {
        return known.computeIfAbsent(partition, FromKafka::partition);
    }

    /** Forgets those that nobody named any more. */
    void keep(Set<PartitionId> named) {
        known.values().retainAll(named);
    }
}
