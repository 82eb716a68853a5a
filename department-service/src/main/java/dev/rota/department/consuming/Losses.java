package dev.rota.department.consuming;

import dev.rota.department.channel.DepartmentConfig;
import dev.rota.department.task.TaskBook;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Counts what a strategy that may lose has lost, where that shows: the first record read of a partition that was assigned stands where it was
 * committed, and the book says up to where it was dealt with. What lies between was committed by whoever had the partition before, and
 * not handled by then. It is an upper bound: offsets without a record, of transactions or of what was deleted, count as well. Thread-safe.
 */
@ApplicationScoped
class Losses {

    private static final Logger LOG = Logger.getLogger(Losses.class);

    private final boolean mayLose;
    private final TaskBook book;
    private final ConsumerFigures figures;

    /** Assigned, and nothing read of them so far. */
    private final Set<TopicPartition> fresh = ConcurrentHashMap.newKeySet();

    Losses(DepartmentConfig config, TaskBook book, ConsumerFigures figures) {
        mayLose = config.commitStrategy().promise().allowsLoss();
        this.book = book;
        this.figures = figures;
    }

    /** These partitions are ours from now on. */
    void assigned(Collection<TopicPartition> partitions) {
        if (mayLose) {
            fresh.addAll(partitions);
        }
    }

    /**
     * A record is about to be handled; those of its partition come in order, one at a time.
     *
     * @throws SQLException if the book cannot be asked; then it is to be asked again
     */
    void lookBefore(ConsumerRecord<?, ?> record) throws SQLException {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (!fresh.contains(partition)) {
            return;
        }
        OptionalLong last = book.lastPlace(record.topic(), record.partition());
        fresh.remove(partition);
        long missing = last.isPresent() ? record.offset() - last.getAsLong() - 1 : 0;
        if (missing > 0) {
            figures.lost(missing);
            LOG.warnf(
                    "%s offsets %d to %d were committed and are not handled: lost, unless a replica that had the partition is still at them",
                    partition, last.getAsLong() + 1, record.offset() - 1);
        }
    }
}
