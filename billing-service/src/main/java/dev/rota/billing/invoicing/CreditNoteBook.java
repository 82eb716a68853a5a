package dev.rota.billing.invoicing;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.rota.billing.outbox.Outbox;
import dev.rota.billing.ownership.OwnedTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** Writes credit notes for orders that were billed and then cancelled, and announces them once settled. Thread-safe. */
@ApplicationScoped
public class CreditNoteBook {

    /** The rows are locked: of two cancellations of one order, only one takes an invoice back. */
    private static final String FIND_CANCELLABLE = InvoiceRow.SELECT + """
            WHERE source = 'ORDER' AND reference = ? AND customer_id = ?
                  AND NOT EXISTS (SELECT FROM credit_notes WHERE invoice_id = invoices.id)
            ORDER BY number
            LIMIT 1
            FOR UPDATE""";

    private static final String CANCEL = """
            INSERT INTO cancellations (order_id, customer_id) VALUES (?, ?) ON CONFLICT DO NOTHING""";

    private static final String TAKE_BACK = """
            INSERT INTO credit_notes (id, source_event_id, invoice_id, amount, state) VALUES (?, ?, ?, ?, ?)
            RETURNING number, issued_at""";

    private static final String FIND = CreditNoteRow.SELECT + "WHERE note.source_event_id = ?";

    private static final String SETTLE = """
            UPDATE credit_notes SET state = ?, refund_id = ?, settled_at = now() WHERE id = ? AND state = 'PENDING'""";

    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    private final Outbox outbox;

    CreditNoteBook(Outbox outbox) {
        this.outbox = outbox;
    }

    /**
     * Notes that an order is cancelled, and writes a credit note if it was billed: {@code PENDING} if there is a payment
     * to give back, else settled, and announced at once.
     *
     * @return the credit note; empty if there is nothing to take back
     * @throws UnbillableEventException if it is not known whether the invoice is paid
     */
    public Optional<CreditNote> takeBack(OwnedTransaction transaction, Cancellation cancellation) throws SQLException {
        cancel(transaction, cancellation);
        Optional<Invoice> found = findCancellable(transaction, cancellation);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Invoice invoice = found.get();
        Settlement state = switch (invoice.state()) {
            case PENDING ->
                throw new UnbillableEventException(
                        UnbillableEventException.Reason.INVOICE_PENDING,
                        "the invoice " + invoice.id() + " is pending: its own event must be done first");
            case PAID -> Settlement.PENDING;
            case DECLINED, OPEN -> invoice.state();
        };
        CreditNote note = write(transaction, cancellation, invoice, state);
        if (state != Settlement.PENDING) {
            outbox.add(transaction, note.announcement());
        }
        return Optional.of(note);
    }

    private static void cancel(OwnedTransaction transaction, Cancellation cancellation) throws SQLException {
        try (PreparedStatement insert = transaction.prepare(CANCEL)) {
            insert.setString(1, cancellation.orderId());
            insert.setString(2, cancellation.customerId());
            insert.executeUpdate();
        }
    }

    private static Optional<Invoice> findCancellable(OwnedTransaction transaction, Cancellation cancellation)
            throws SQLException {
        try (PreparedStatement query = transaction.prepare(FIND_CANCELLABLE)) {
            query.setString(1, cancellation.orderId());
            query.setString(2, cancellation.customerId());
            return InvoiceRow.read(query).stream().findFirst();
        }
    }

    private CreditNote write(OwnedTransaction transaction, Cancellation cancellation, Invoice invoice, Settlement state)
            throws SQLException {
        UUID id = ids.generate();
        try (PreparedStatement insert = transaction.prepare(TAKE_BACK)) {
            insert.setObject(1, id);
            insert.setObject(2, cancellation.eventId());
            insert.setObject(3, invoice.id());
            insert.setBigDecimal(4, invoice.charge().amount());
            insert.setString(5, state.name());
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return new CreditNote(
                        id,
                        row.getLong("number"),
                        cancellation.eventId(),
                        invoice,
                        state,
                        InvoiceRow.instant(row, "issued_at"));
            }
        }
    }

    /** The credit note of a cancellation; empty if there is none. */
    public Optional<CreditNote> find(OwnedTransaction transaction, UUID eventId) throws SQLException {
        try (PreparedStatement query = transaction.prepare(FIND)) {
            query.setObject(1, eventId);
            return CreditNoteRow.read(query).stream().findFirst();
        }
    }

    /**
     * Enters that the money of a pending credit note was given back, and announces it. Nothing changes if that was done
     * before.
     *
     * @param refundId what the payment gateway calls the refund
     * @return whether it was still pending
     */
    public boolean settle(OwnedTransaction transaction, CreditNote pending, String refundId) throws SQLException {
        try (PreparedStatement update = transaction.prepare(SETTLE)) {
            update.setString(1, Settlement.PAID.name());
            update.setString(2, refundId);
            update.setObject(3, pending.id());
            if (update.executeUpdate() == 0) {
                return false;
            }
            CreditNote settled = new CreditNote(
                    pending.id(),
                    pending.number(),
                    pending.eventId(),
                    pending.invoice(),
                    Settlement.PAID,
                    pending.issuedAt());
            outbox.add(transaction, settled.announcement());
            return true;
        }
    }
}
