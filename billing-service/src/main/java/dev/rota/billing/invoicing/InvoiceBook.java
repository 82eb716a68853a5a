package dev.rota.billing.invoicing;

import static java.util.Objects.requireNonNull;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.rota.billing.outbox.Outbox;
import dev.rota.billing.ownership.OwnedTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Writes invoices, and announces them once they are settled. Thread-safe. */
@ApplicationScoped
public class InvoiceBook {

    private static final String ISSUE_ALL = """
            INSERT INTO invoices (id, source_event_id, source, customer_id, reference, amount, currency, occurred_at, state)
            SELECT id, event_id, source, customer_id, reference, amount, currency, occurred_at, ?
            FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::numeric[], ?::text[], ?::timestamptz[])
                 WITH ORDINALITY
                 AS due (id, event_id, source, customer_id, reference, amount, currency, occurred_at, position)
            WHERE source <> 'ORDER' OR NOT EXISTS (
                SELECT FROM cancellations
                WHERE cancellations.order_id = due.reference AND cancellations.customer_id = due.customer_id)
            ORDER BY position
            ON CONFLICT (source_event_id) DO NOTHING
            RETURNING id, number, issued_at""";

    /** Of one charge by itself: to take arrays apart would cost as much as the rest of the statement. */
    private static final String ISSUE_ONE = """
            INSERT INTO invoices (id, source_event_id, source, customer_id, reference, amount, currency, occurred_at, state)
            SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?
            WHERE NOT (? AND EXISTS (SELECT FROM cancellations WHERE order_id = ? AND customer_id = ?))
            ON CONFLICT (source_event_id) DO NOTHING
            RETURNING id, number, issued_at""";

    private static final String FIND = InvoiceRow.SELECT + "WHERE source_event_id = ?";

    private static final String COUNT_PENDING = """
            SELECT count(*) FROM invoices WHERE source_event_id = ANY (?) AND state = 'PENDING'""";

    private static final String SETTLE = """
            UPDATE invoices SET state = ?, payment_id = ?, settled_at = now() WHERE id = ? AND state = 'PENDING'
            RETURNING settled_at""";

    /** Ids that rise with time keep the index compact. */
    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();

    private final Outbox outbox;

    InvoiceBook(Outbox outbox) {
        this.outbox = outbox;
    }

    /**
     * Writes the invoice of a charge, unless its order was cancelled before, or the event has its invoice: the books
     * remember for longer than the inbox.
     *
     * @param state {@code PENDING} if a card is to be charged, or {@code OPEN} on account, which is announced at once
     * @return the invoice; empty if none was written
     */
    public Optional<Invoice> issue(OwnedTransaction transaction, Charge charge, Settlement state) throws SQLException {
        UUID id = ids.generate();
        try (PreparedStatement insert = transaction.prepare(ISSUE_ONE)) {
            insert.setObject(1, id);
            insert.setObject(2, charge.eventId());
            insert.setString(3, charge.source().name());
            insert.setString(4, charge.customerId());
            insert.setString(5, charge.reference());
            insert.setBigDecimal(6, charge.amount());
            insert.setString(7, charge.currency().getCurrencyCode());
            insert.setObject(8, charge.occurredAt().atOffset(ZoneOffset.UTC));
            insert.setString(9, state.name());
            insert.setBoolean(10, charge.source() == Charge.Source.ORDER);
            insert.setString(11, charge.reference());
            insert.setString(12, charge.customerId());
            List<Invoice> issued = issued(insert, Map.of(id, charge), state);
            announce(transaction, issued, state);
            return issued.stream().findFirst();
        }
    }

    /** As {@link #issue} does for each charge, in their order, with one statement for each table. */
    public List<Invoice> issueAll(OwnedTransaction transaction, List<Charge> charges, Settlement state)
            throws SQLException {
        if (charges.isEmpty()) {
            return List.of();
        }
        Map<UUID, Charge> due = LinkedHashMap.newLinkedHashMap(charges.size());
        charges.forEach(charge -> due.put(ids.generate(), charge));
        try (PreparedStatement insert = transaction.prepare(ISSUE_ALL)) {
            insert.setString(1, state.name());
            insert.setArray(2, transaction.column("uuid", List.copyOf(due.keySet()), id -> id));
            insert.setArray(3, transaction.column("uuid", charges, Charge::eventId));
            insert.setArray(
                    4,
                    transaction.column(
                            "text", charges, charge -> charge.source().name()));
            insert.setArray(5, transaction.column("text", charges, Charge::customerId));
            insert.setArray(6, transaction.column("text", charges, Charge::reference));
            insert.setArray(7, transaction.column("numeric", charges, Charge::amount));
            insert.setArray(
                    8,
                    transaction.column(
                            "text", charges, charge -> charge.currency().getCurrencyCode()));
            insert.setArray(
                    9,
                    transaction.column(
                            "timestamptz",
                            charges,
                            charge -> charge.occurredAt().atOffset(ZoneOffset.UTC)));
            List<Invoice> issued = issued(insert, due, state);
            announce(transaction, issued, state);
            return issued;
        }
    }

    private static List<Invoice> issued(PreparedStatement insert, Map<UUID, Charge> due, Settlement state)
            throws SQLException {
        List<Invoice> issued = new ArrayList<>(due.size());
        try (ResultSet row = insert.executeQuery()) {
            while (row.next()) {
                UUID id = row.getObject("id", UUID.class);
                issued.add(new Invoice(
                        id,
                        row.getLong("number"),
                        requireNonNull(due.get(id)),
                        state,
                        Optional.empty(),
                        InvoiceRow.instant(row, "issued_at"),
                        Optional.empty()));
            }
        }
        return issued;
    }

    private void announce(OwnedTransaction transaction, List<Invoice> issued, Settlement state) throws SQLException {
        if (state != Settlement.PENDING) {
            outbox.addAll(
                    transaction, issued.stream().map(Invoice::announcement).toList());
        }
    }

    /** How many of these events have an invoice that waits for a card to be charged. */
    public int countPending(OwnedTransaction transaction, List<UUID> eventIds) throws SQLException {
        try (PreparedStatement query = transaction.prepare(COUNT_PENDING)) {
            query.setArray(1, transaction.column("uuid", eventIds, id -> id));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** The invoice of an event; empty if there is none. */
    public Optional<Invoice> find(OwnedTransaction transaction, UUID eventId) throws SQLException {
        try (PreparedStatement query = transaction.prepare(FIND)) {
            query.setObject(1, eventId);
            return InvoiceRow.read(query).stream().findFirst();
        }
    }

    /**
     * Enters how the charge of a pending invoice ended, and announces it. Nothing changes if that was done before.
     *
     * @param state {@code PAID} or {@code DECLINED}
     * @param paymentId what the payment gateway calls the charge
     * @return whether it was still pending
     */
    public boolean settle(OwnedTransaction transaction, Invoice pending, Settlement state, String paymentId)
            throws SQLException {
        try (PreparedStatement update = transaction.prepare(SETTLE)) {
            update.setString(1, state.name());
            update.setString(2, paymentId);
            update.setObject(3, pending.id());
            try (ResultSet row = update.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
                Invoice settled = new Invoice(
                        pending.id(),
                        pending.number(),
                        pending.charge(),
                        state,
                        Optional.of(paymentId),
                        pending.issuedAt(),
                        Optional.of(InvoiceRow.instant(row, "settled_at")));
                outbox.add(transaction, settled.announcement());
                return true;
            }
        }
    }
}
