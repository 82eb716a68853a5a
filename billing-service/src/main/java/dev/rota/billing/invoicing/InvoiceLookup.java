package dev.rota.billing.invoicing;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/** Reads the books. Thread-safe; every call takes a connection of its own. */
@ApplicationScoped
class InvoiceLookup {

    private final DataSource database;

    InvoiceLookup(DataSource database) {
        this.database = database;
    }

    /** The invoice of an id; empty if there is none. */
    Optional<Invoice> byId(UUID id) throws SQLException {
        return findOne("WHERE id = ?", id);
    }

    /** The invoice of an event; empty while there is none. */
    Optional<Invoice> byEvent(UUID eventId) throws SQLException {
        return findOne("WHERE source_event_id = ?", eventId);
    }

    private Optional<Invoice> findOne(String condition, UUID id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(InvoiceRow.SELECT + condition)) {
            query.setObject(1, id);
            return InvoiceRow.read(query).stream().findFirst();
        }
    }

    /**
     * A customer's invoices in the order of their numbers.
     *
     * @param after only numbers above this one
     * @param limit how many at most
     */
    List<Invoice> ofCustomer(String customerId, long after, int limit) throws SQLException {
        String sql = InvoiceRow.SELECT + "WHERE customer_id = ? AND number > ? ORDER BY number LIMIT ?";
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, customerId);
            query.setLong(2, after);
            query.setInt(3, limit);
            return InvoiceRow.read(query);
        }
    }

    /** The credit note of a cancellation; empty while there is none. */
    Optional<CreditNote> creditNoteByEvent(UUID eventId) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query =
                        connection.prepareStatement(CreditNoteRow.SELECT + "WHERE note.source_event_id = ?")) {
            query.setObject(1, eventId);
            return CreditNoteRow.read(query).stream().findFirst();
        }
    }

    /**
     * A customer's credit notes in the order of their numbers.
     *
     * @param after only numbers above this one
     * @param limit how many at most
     */
    List<CreditNote> creditNotesOfCustomer(String customerId, long after, int limit) throws SQLException {
        String sql = CreditNoteRow.SELECT
                + "WHERE invoices.customer_id = ? AND note.number > ? ORDER BY note.number LIMIT ?";
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, customerId);
            query.setLong(2, after);
            query.setInt(3, limit);
            return CreditNoteRow.read(query);
        }
    }
}
