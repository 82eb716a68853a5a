package dev.rota.billing.ownership;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A transaction in which the partition is known to be this replica's, and stays so until it ends. Whatever writes for an
 * event asks for one of these, and only {@link PartitionOwners} makes them: no such write can forget to look.
 */
public final class OwnedTransaction {

    private final OwnedPartition partition;
    private final Connection connection;

    OwnedTransaction(OwnedPartition partition, Connection connection) {
        this.partition = partition;
        this.connection = connection;
    }

    /** Whose records are worked on. */
    public OwnedPartition partition() {
        return partition;
    }

    /** A statement of this transaction. */
    public PreparedStatement prepare(String sql) throws SQLException {
        return connection.prepareStatement(sql);
    }

    /**
     * One column of many rows, to be taken apart again by {@code unnest}.
     *
     * @param type PostgreSQL's name of the elements' type
     * @param rows in their order
     * @param column what stands in the column
     */
    public <T> Array column(String type, List<T> rows, Function<T, @Nullable Object> column) throws SQLException {
        return connection.createArrayOf(type, rows.stream().map(column).toArray());
    }
}
