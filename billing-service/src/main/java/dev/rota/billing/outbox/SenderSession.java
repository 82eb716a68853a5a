package dev.rota.billing.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The right of one replica to send what is in the outbox: an advisory lock that lives as long as its database session.
 * The session ends with the process, and the database ends it when the process is frozen. Belongs to the relay's thread.
 */
final class SenderSession implements AutoCloseable {

    /** Any number, the same in all replicas. */
    private static final long LOCK = 7_683_612_901L;

    private static final String UNSENT = """
            SELECT id, event_id, document_id, source_event_id, source, kind, state, debtor_id, reference, amount, currency,
                   issued_at
            FROM outbox WHERE sent_at IS NULL ORDER BY id LIMIT ?""";

    private static final String MARK = "UPDATE outbox SET sent_at = now() WHERE id = ANY (?)";

    private final Connection connection;

    private SenderSession(Connection connection) {
        this.connection = connection;
    }

    /**
     * An announcement as it lies in the outbox.
     *
     * @param id its place
     * @param eventId the id under which it is announced, the same each time it is sent
     * @param announcement what is announced
     */
    record Waiting(long id, UUID eventId, Announcement announcement) {}

    /**
     * Asks for the right to send.
     *
     * @param lease after how long without a word from this process it is taken away
     * @return empty while another replica has it
     */
    static Optional<SenderSession> tryOpen(DataSource database, Duration lease) throws SQLException {
        SenderSession session = new SenderSession(database.getConnection());
        try {
            // First: what fails after the lock would give the connection back with it.
            session.execute("SET idle_session_timeout = " + lease.toMillis());
            if (session.lock()) {
                return Optional.of(session);
            }
        } catch (SQLException e) {
            session.connection.close();
            throw e;
        }
        session.close();
        return Optional.empty();
    }

    private boolean lock() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
            query.setLong(1, LOCK);
            try (ResultSet row = query.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** The first announcements that are not known to be sent. */
    List<Waiting> unsent(int atMost) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(UNSENT)) {
            query.setInt(1, atMost);
            List<Waiting> waiting = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    waiting.add(read(row));
                }
            }
            return waiting;
        }
    }

    private static Waiting read(ResultSet row) throws SQLException {
        return new Waiting(
                row.getLong("id"),
                row.getObject("event_id", UUID.class),
                new Announcement(
                        row.getObject("document_id", UUID.class),
                        row.getObject("source_event_id", UUID.class),
                        row.getString("source"),
                        Announcement.Kind.valueOf(row.getString("kind")),
                        row.getString("state"),
                        row.getString("debtor_id"),
                        row.getString("reference"),
                        row.getBigDecimal("amount"),
                        Currency.getInstance(row.getString("currency")),
                        row.getObject("issued_at", OffsetDateTime.class).toInstant()));
    }

    /** Notes that these are sent. */
    void mark(List<Waiting> sent) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(MARK)) {
            update.setArray(
                    1,
                    connection.createArrayOf(
                            "bigint", sent.stream().map(Waiting::id).toArray()));
            update.executeUpdate();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Gives the right up. A session that has failed has lost it already. */
    @Override
    public void close() throws SQLException {
        try (connection) {
            execute("SELECT pg_advisory_unlock_all()");
            execute("RESET idle_session_timeout");
        }
    }
}
