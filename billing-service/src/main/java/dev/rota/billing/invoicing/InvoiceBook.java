package dev.rota.billing.invoicing;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** The invoices, in PostgreSQL. Thread-safe; every call takes a connection of its own. */
@ApplicationScoped
public class InvoiceBook {

    private static final String RECEIVE = """
            INSERT INTO inbox (event_id, topic, partition, record_offset) VALUES (?, ?, ?, ?)
            ON CONFLICT (event_id) DO NOTHING""";

    private static final String ISSUE = """
            INSERT INTO invoices (id, source_event_id, source, customer_id, reference, amount, currency, occurred_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)""";

    private static final String SELECT = """
            SELECT id, number, source_event_id, source, customer_id, reference, amount, currency, occurred_at, issued_at
            FROM invoices
            """;

    /** Ids that rise with time keep the index compact. */
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    private final DataSource database;

    InvoiceBook(DataSource database) {
        this.database = database;
    }

    /** What became of a charge. */
    public enum Entry {
        /** It is on the books now. */
        ISSUED,
        /** It was on the books already; nothing changed. */
        ALREADY_ISSUED
    }

    /**
     * Puts a charge on the books, once for each event id however often it comes: the inbox row and the invoice are written in
     * one transaction.
     *
     * @throws SQLException if it is not known to be on the books
     */
    public Entry issue(Charge charge, Origin origin) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Entry entry = receive(connection, charge, origin);
                if (entry == Entry.ISSUED) {
                    write(connection, charge);
                }
                connection.commit();
                return entry;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        }
    }

    private static Entry receive(Connection connection, Charge charge, Origin origin) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(RECEIVE)) {
            insert.setObject(1, charge.eventId());
            insert.setString(2, origin.topic());
            insert.setInt(3, origin.partition());
            insert.setLong(4, origin.offset());
            return insert.executeUpdate() == 1 ? Entry.ISSUED : Entry.ALREADY_ISSUED;
        }
    }

    private void write(Connection connection, Charge charge) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(ISSUE)) {
            insert.setObject(1, ids.generate());
            insert.setObject(2, charge.eventId());
            insert.setString(3, charge.source().name());
            insert.setString(4, charge.customerId());
            insert.setString(5, charge.reference());
            insert.setBigDecimal(6, charge.amount());
            insert.setString(7, charge.currency().getCurrencyCode());
            insert.setObject(8, OffsetDateTime.ofInstant(charge.occurredAt(), ZoneOffset.UTC));
            insert.executeUpdate();
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** The invoice of an id; empty if there is none. */
    Optional<Invoice> byId(UUID id) throws SQLException {
        return findOne(SELECT + "WHERE id = ?", id);
    }

    /** The invoice of an event; empty while there is none. */
    Optional<Invoice> byEvent(UUID eventId) throws SQLException {
        return findOne(SELECT + "WHERE source_event_id = ?", eventId);
    }

    private Optional<Invoice> findOne(String sql, UUID id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setObject(1, id);
            return read(query).stream().findFirst();
        }
    }

    /**
     * A customer's invoices in the order of their numbers.
     *
     * @param after only numbers above this one
     * @param limit how many at most
     */
    List<Invoice> ofCustomer(String customerId, long after, int limit) throws SQLException {
        String sql = SELECT + "WHERE customer_id = ? AND number > ? ORDER BY number LIMIT ?";
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, customerId);
            query.setLong(2, after);
            query.setInt(3, limit);
            return read(query);
        }
    }

    private static List<Invoice> read(PreparedStatement query) throws SQLException {
        List<Invoice> invoices = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                Charge charge = new Charge(
                        row.getObject("source_event_id", UUID.class),
                        Charge.Source.valueOf(row.getString("source")),
                        row.getString("customer_id"),
                        row.getString("reference"),
                        row.getBigDecimal("amount"),
                        Currency.getInstance(row.getString("currency")),
                        row.getObject("occurred_at", OffsetDateTime.class).toInstant());
                invoices.add(new Invoice(
                        row.getObject("id", UUID.class),
                        row.getLong("number"),
                        charge,
                        row.getObject("issued_at", OffsetDateTime.class).toInstant()));
            }
        }
        return invoices;
    }
}
