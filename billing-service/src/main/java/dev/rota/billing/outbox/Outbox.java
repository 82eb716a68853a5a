package dev.rota.billing.outbox;

import dev.rota.billing.ownership.OwnedTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Announcements on their way: written in the transaction that settles a document, sent by {@link OutboxRelay}
 * afterwards. Nothing is announced that is not on the books, and nothing on the books goes unannounced. Thread-safe.
 */
@ApplicationScoped
public class Outbox {

    private static final String ADD = """
            INSERT INTO outbox (document_id, source_event_id, source, kind, state, debtor_id, reference, amount, currency,
                                issued_at)
            SELECT document_id, source_event_id, source, kind, state, debtor_id, reference, amount, currency, issued_at
            FROM unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::numeric[], ?::text[],
                        ?::timestamptz[]) WITH ORDINALITY
                 AS settled (document_id, source_event_id, source, kind, state, debtor_id, reference, amount, currency,
                             issued_at, position)
            ORDER BY position""";

    private static final String ADD_ONE = """
            INSERT INTO outbox (document_id, source_event_id, source, kind, state, debtor_id, reference, amount, currency,
                                issued_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    /** Adds an announcement; it is sent after those of the same debtor that were added before. */
    public void add(OwnedTransaction transaction, Announcement settled) throws SQLException {
        try (PreparedStatement insert = transaction.prepare(ADD_ONE)) {
            insert.setObject(1, settled.documentId());
            insert.setObject(2, settled.sourceEventId());
            insert.setString(3, settled.source());
            insert.setString(4, settled.kind().name());
            insert.setString(5, settled.state());
            insert.setString(6, settled.debtorId());
            insert.setString(7, settled.reference());
            insert.setBigDecimal(8, settled.amount());
            insert.setString(9, settled.currency().getCurrencyCode());
            insert.setObject(10, settled.issuedAt().atOffset(ZoneOffset.UTC));
            insert.executeUpdate();
        }
    }

    /** Adds announcements; of one debtor, the earlier ones are sent first. */
    public void addAll(OwnedTransaction transaction, List<Announcement> settled) throws SQLException {
        if (settled.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = transaction.prepare(ADD)) {
            insert.setArray(1, transaction.column("uuid", settled, Announcement::documentId));
            insert.setArray(2, transaction.column("uuid", settled, Announcement::sourceEventId));
            insert.setArray(3, transaction.column("text", settled, Announcement::source));
            insert.setArray(
                    4, transaction.column("text", settled, each -> each.kind().name()));
            insert.setArray(5, transaction.column("text", settled, Announcement::state));
            insert.setArray(6, transaction.column("text", settled, Announcement::debtorId));
            insert.setArray(7, transaction.column("text", settled, Announcement::reference));
            insert.setArray(8, transaction.column("numeric", settled, Announcement::amount));
            insert.setArray(
                    9,
                    transaction.column("text", settled, each -> each.currency().getCurrencyCode()));
            insert.setArray(
                    10,
                    transaction.column(
                            "timestamptz", settled, each -> each.issuedAt().atOffset(ZoneOffset.UTC)));
            insert.executeUpdate();
        }
    }
}
