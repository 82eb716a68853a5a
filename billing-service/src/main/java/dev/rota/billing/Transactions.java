package dev.rota.billing;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Work that the database keeps all of, or nothing. */
public final class Transactions {

    private Transactions() {}

    /** What is done in one transaction; it neither commits nor rolls back. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Commits what the work did, or rolls it back if it throws.
     *
     * @throws SQLException if it is not known to be kept
     */
    public static <T> T commit(DataSource database, Work<T> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
