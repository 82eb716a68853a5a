package dev.rota.billing.retention;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Deletes rows past their retention, a bounded number in each statement, so that nobody waits for it. All replicas do;
 * rows that another one is deleting are passed over.
 */
@ApplicationScoped
class Pruner {

    private static final Logger LOG = Logger.getLogger(Pruner.class);

    /**
     * What is pruned.
     *
     * @param table where
     * @param age the column that a row's age counts from; rows without it stay
     * @param keep for how long
     */
    private record Target(String table, String age, Duration keep) {

        /** The table's rows are found by their place, which needs no key. */
        private String sql() {
            return """
                    DELETE FROM %1$s WHERE ctid = ANY (ARRAY(
                        SELECT ctid FROM %1$s WHERE %2$s < ? LIMIT ? FOR UPDATE SKIP LOCKED))""".formatted(table, age);
        }
    }

    private final DataSource database;
    private final List<Target> targets;
    private final int batchSize;
    private final MeterRegistry meters;

    Pruner(DataSource database, RetentionConfig config, MeterRegistry meters) {
        if (config.inbox().compareTo(config.deadLetters()) <= 0) {
            throw new IllegalArgumentException("rota.billing.retention.inbox (" + config.inbox()
                    + ") must be longer than rota.billing.retention.dead-letters (" + config.deadLetters()
                    + "): an event that is sent back must still be remembered");
        }
        this.database = database;
        this.targets = List.of(
                new Target("inbox", "received_at", config.inbox()),
                new Target("cancellations", "cancelled_at", config.inbox()),
                new Target("outbox", "sent_at", config.outbox()),
                new Target("dead_letters", "dead_at", config.deadLetters()));
        this.batchSize = config.batchSize();
        this.meters = meters;
    }

    @Scheduled(
            every = "{rota.billing.retention.interval}",
            delayed = "{rota.billing.retention.interval}",
            concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void prune() {
        for (Target target : targets) {
            try {
                prune(target, Instant.now().minus(target.keep()));
            } catch (SQLException e) {
                LOG.warnf("Pruning %s failed, again at the next turn: %s", target.table(), e.getMessage());
            }
        }
    }

    private void prune(Target target, Instant before) throws SQLException {
        int deleted;
        do {
            deleted = deleteSome(target, before);
            meters.counter("rota.billing.pruned", "table", target.table()).increment(deleted);
        } while (deleted == batchSize);
    }

    private int deleteSome(Target target, Instant before) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete = connection.prepareStatement(target.sql())) {
            delete.setObject(1, before.atOffset(ZoneOffset.UTC));
            delete.setInt(2, batchSize);
            return delete.executeUpdate();
        }
    }
}
