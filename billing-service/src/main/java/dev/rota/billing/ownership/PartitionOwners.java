package dev.rota.billing.ownership;

import dev.rota.billing.Transactions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Keeps each partition's epoch, and opens the only transactions in which events are written about. Thread-safe.
 *
 * <p>A replica that was frozen while its partition moved on does not know it. Its transactions find a newer epoch and
 * keep nothing. One that is open when the new owner comes makes it wait, for the row is read {@code FOR SHARE}; the
 * database ends a transaction that idles, so not for long.
 */
@ApplicationScoped
public class PartitionOwners {

    private static final String ACQUIRE = """
            INSERT INTO partition_owner AS known (topic, partition, epoch, owner) VALUES (?, ?, 1, ?)
            ON CONFLICT (topic, partition)
            DO UPDATE SET epoch = known.epoch + 1, owner = excluded.owner, acquired_at = now()
            RETURNING epoch""";

    private static final String CONFIRM = """
            SELECT epoch FROM partition_owner WHERE topic = ? AND partition = ? AND epoch = ? FOR SHARE""";

    /** Says besides that the commit need not wait for the disk: a statement of its own would be one more round trip. */
    private static final String CONFIRM_WITHOUT_FLUSH = """
            SELECT epoch, set_config('synchronous_commit', 'off', true) FROM partition_owner
            WHERE topic = ? AND partition = ? AND epoch = ? FOR SHARE""";

    private final DataSource database;
    private final String replica;
    private final Counter refusals;

    PartitionOwners(
            DataSource database, @ConfigProperty(name = "kafka.client.id") String replica, MeterRegistry meters) {
        this.database = database;
        this.replica = replica;
        refusals = Counter.builder("rota.billing.fence.refusals")
                .description("Transactions refused because another replica owns the partition by now")
                .register(meters);
    }

    /** What is written in one transaction. */
    @FunctionalInterface
    public interface Work<T> {
        T in(OwnedTransaction transaction) throws SQLException;
    }

    /**
     * Takes possession of a partition: from now on every transaction of an earlier owner is refused.
     *
     * @return the epoch, larger than any before
     * @throws SQLException if it is not known to be acquired
     */
    public long acquire(String topic, int partition) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(ACQUIRE)) {
            insert.setString(1, topic);
            insert.setInt(2, partition);
            insert.setString(3, replica);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getLong("epoch");
            }
        }
    }

    /**
     * Works in a transaction that is kept only if the partition is this replica's until its end.
     *
     * @throws FencedOffException if it is not
     * @throws SQLException if the transaction is not known to be kept
     */
    public <T> T write(OwnedPartition partition, Work<T> work) throws SQLException {
        return write(partition, CONFIRM, work);
    }

    /**
     * Works in a transaction like {@link #write}'s, whose commit does not wait for the disk: if the database server
     * crashes within the next moment, all of it is lost. For a step that nobody hears of, and that is repeated with the
     * event unless a step behind it has been written.
     *
     * @throws FencedOffException if the partition is not this replica's
     * @throws SQLException if the transaction is not known to be kept
     */
    public <T> T writeWithoutFlush(OwnedPartition partition, Work<T> work) throws SQLException {
        return write(partition, CONFIRM_WITHOUT_FLUSH, work);
    }

    private <T> T write(OwnedPartition partition, String confirmation, Work<T> work) throws SQLException {
        return Transactions.commit(database, connection -> {
            confirm(connection, partition, confirmation);
            return work.in(new OwnedTransaction(partition, connection));
        });
    }

    private void confirm(Connection connection, OwnedPartition partition, String confirmation) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(confirmation)) {
            query.setString(1, partition.topic());
            query.setInt(2, partition.partition());
            query.setLong(3, partition.epoch());
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    refusals.increment();
                    throw new FencedOffException(partition);
                }
            }
        }
    }
}
