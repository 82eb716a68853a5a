package dev.rota.department.commit;

import jakarta.inject.Singleton;
import java.util.function.BiPredicate;
import org.apache.kafka.common.TopicPartition;

/**
 * Whether a record that was read may be handled. The connector reads ahead, and a partition may be another's, or the service be stopping, by the
 * time its turn comes. Thread-safe.
 */
@Singleton
public class Beginnings {

    /** Of our commit handler; nothing begins before there is one. */
    private volatile BiPredicate<TopicPartition, Long> mayBegin = (_, _) -> false;

    Beginnings() {}

    void askOf(BiPredicate<TopicPartition, Long> handler) {
        mayBegin = handler;
    }

    /**
     * Asked right before a record of the department's topic is handled, in the order of its partition, with the strategies that are ours.
     *
     * @return false if it must be left, neither acknowledged nor refused
     */
    public boolean mayBegin(TopicPartition partition, long offset) {
        return mayBegin.test(partition, offset);
    }
}
