package dev.rota.billing.invoicing;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** How a credit note stands in the database, beside the invoice it takes back. */
final class CreditNoteRow {

    static final String SELECT = """
            SELECT note.id AS note_id, note.number AS note_number, note.source_event_id AS note_event_id,
                   note.state AS note_state, note.issued_at AS note_issued_at, invoices.*
            FROM credit_notes note JOIN invoices ON invoices.id = note.invoice_id
            """;

    private CreditNoteRow() {}

    /** The credit notes that a query beginning with {@link #SELECT} finds. */
    static List<CreditNote> read(PreparedStatement query) throws SQLException {
        List<CreditNote> notes = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                notes.add(new CreditNote(
                        row.getObject("note_id", UUID.class),
                        row.getLong("note_number"),
                        row.getObject("note_event_id", UUID.class),
                        InvoiceRow.of(row),
                        Settlement.valueOf(row.getString("note_state")),
                        InvoiceRow.instant(row, "note_issued_at")));
            }
        }
        return notes;
    }
}
