package dev.rota.lab.bench.billing;

import dev.rota.localstack.postgres.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Billing's tables, as the service has made them. Belongs to one thread. */
final class BillingTables implements AutoCloseable {

    private final Database database;
    private final Connection connection;

    BillingTables(Database database) throws SQLException {
        this.database = database;
        connection = connect();
    }

    /** Another connection, with the driver's own settings. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
    }

    /** Empties them all and has what was written before on the disk, so that each run begins alike. */
    void empty() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE inbox, invoices, credit_notes, cancellations, outbox RESTART IDENTITY CASCADE");
            statement.execute("CHECKPOINT");
        }
    }

    /** The highest number of a committed invoice: how many there are, but for those still on their way below it. */
    long issued() throws SQLException {
        return number("SELECT coalesce(max(number), 0) FROM invoices");
    }

    /** The same of announcements: each is written by the transaction that settles an invoice. */
    long settled() throws SQLException {
        return number("SELECT coalesce(max(id), 0) FROM outbox");
    }

    /** Transactions that wrote invoices. */
    long transactions() throws SQLException {
        return number("SELECT count(DISTINCT xmin::text) FROM invoices");
    }

    private long number(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * What was billed, held against what was to be billed.
     *
     * @param invoices invoices there are
     * @param missing events without one
     * @param surplus invoices beyond the first of an event, and those of no expected event
     */
    record Proof(long invoices, long missing, long surplus) {}

    /** Looks at every invoice; by the ids, not by their number. */
    Proof prove(OrderRange expected) throws SQLException {
        Set<UUID> events = expected.eventIds();
        Set<UUID> billed = new HashSet<>();
        long invoices = 0;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT source_event_id FROM invoices WHERE state IN ('PAID', 'OPEN')")) {
            while (row.next()) {
                invoices++;
                UUID event = row.getObject(1, UUID.class);
                if (events.contains(event)) {
                    billed.add(event);
                }
            }
        }
        return new Proof(invoices, (long) events.size() - billed.size(), invoices - billed.size());
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
