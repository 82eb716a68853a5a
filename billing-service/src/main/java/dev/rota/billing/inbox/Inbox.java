package dev.rota.billing.inbox;

import dev.rota.billing.ownership.OwnedTransaction;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Remembers every event that was acted on, in the transaction that acts: an event that comes again finds itself here.
 * Thread-safe.
 */
@ApplicationScoped
public class Inbox {

    private static final String RECEIVE = """
            INSERT INTO inbox (event_id, topic, partition, record_offset)
            SELECT event_id, ?, ?, record_offset FROM unnest(?::uuid[], ?::bigint[]) AS came (event_id, record_offset)
            ON CONFLICT (event_id) DO NOTHING
            RETURNING event_id""";

    /** Of one event by itself: to take an array apart would cost as much as the rest of the statement. */
    private static final String RECEIVE_ONE = """
            INSERT INTO inbox (event_id, topic, partition, record_offset) VALUES (?, ?, ?, ?)
            ON CONFLICT (event_id) DO NOTHING""";

    private final Counter hits;

    Inbox(MeterRegistry meters) {
        hits = Counter.builder("rota.billing.inbox.hits")
                .description("Events that came again and had been acted on before")
                .register(meters);
    }

    /** Whether the event is new; from then on it is not. */
    public boolean receive(OwnedTransaction transaction, Receipt receipt) throws SQLException {
        try (PreparedStatement insert = transaction.prepare(RECEIVE_ONE)) {
            insert.setObject(1, receipt.eventId());
            insert.setString(2, transaction.partition().topic());
            insert.setInt(3, transaction.partition().partition());
            insert.setLong(4, receipt.offset());
            return insert.executeUpdate() == 1;
        }
    }

    /** The ids of the events that are new; from then on they are not. */
    public Set<UUID> receive(OwnedTransaction transaction, List<Receipt> receipts) throws SQLException {
        try (PreparedStatement insert = transaction.prepare(RECEIVE)) {
            insert.setString(1, transaction.partition().topic());
            insert.setInt(2, transaction.partition().partition());
            insert.setArray(3, transaction.column("uuid", receipts, Receipt::eventId));
            insert.setArray(4, transaction.column("bigint", receipts, Receipt::offset));
            Set<UUID> fresh = new HashSet<>();
            try (ResultSet row = insert.executeQuery()) {
                while (row.next()) {
                    fresh.add(row.getObject("event_id", UUID.class));
                }
            }
            return fresh;
        }
    }

    /** Counts events that were not new when their records came; an attempt that is repeated does not count. */
    public void countHits(int events) {
        hits.increment((double) events);
    }
}
