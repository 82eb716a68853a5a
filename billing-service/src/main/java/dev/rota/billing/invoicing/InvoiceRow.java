package dev.rota.billing.invoicing;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** How an invoice stands in the database. */
final class InvoiceRow {

    static final String SELECT = """
            SELECT id, number, source_event_id, source, customer_id, reference, amount, currency, occurred_at, state,
                   payment_id, issued_at, settled_at
            FROM invoices
            """;

    private InvoiceRow() {}

    /** The invoices that a query beginning with {@link #SELECT} finds. */
    static List<Invoice> read(PreparedStatement query) throws SQLException {
        List<Invoice> invoices = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                invoices.add(of(row));
            }
        }
        return invoices;
    }

    /** The invoice in a row that has all columns of the table. */
    static Invoice of(ResultSet row) throws SQLException {
        Charge charge = new Charge(
                row.getObject("source_event_id", UUID.class),
                Charge.Source.valueOf(row.getString("source")),
                row.getString("customer_id"),
                row.getString("reference"),
                row.getBigDecimal("amount"),
                Currency.getInstance(row.getString("currency")),
                instant(row, "occurred_at"));
        return new Invoice(
                row.getObject("id", UUID.class),
                row.getLong("number"),
                charge,
                Settlement.valueOf(row.getString("state")),
                Optional.ofNullable(row.getString("payment_id")),
                instant(row, "issued_at"),
                Optional.ofNullable(row.getObject("settled_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
