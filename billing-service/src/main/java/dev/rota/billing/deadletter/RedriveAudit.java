package dev.rota.billing.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.billing.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Who sent what back, in PostgreSQL. An entry is written before the record is sent and completed afterwards: one that
 * stays open tells that the service died in between. Thread-safe; every call takes a connection of its own.
 */
@ApplicationScoped
class RedriveAudit {

    private static final String OPEN =
            "INSERT INTO redrive_audit (dead_letter_id, actor, request) VALUES (?, ?, ?::json) RETURNING id";

    private static final String COMPLETE = """
            UPDATE redrive_audit
            SET completed_at = now(), outcome = ?, topic = ?, partition = ?, record_offset = ?
            WHERE id = ? RETURNING completed_at""";

    private static final String MARK = """
            UPDATE dead_letters
            SET redriven_at = now(), redriven_by = (SELECT actor FROM redrive_audit WHERE id = ?), redrives = redrives + 1
            WHERE id = (SELECT dead_letter_id FROM redrive_audit WHERE id = ?)""";

    private static final String LIST = """
            SELECT id, actor, requested_at, request, completed_at, outcome, topic, partition, record_offset
            FROM redrive_audit WHERE dead_letter_id = ? ORDER BY id""";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final DataSource database;

    RedriveAudit(DataSource database) {
        this.database = database;
    }

    /**
     * Notes that a letter is about to be sent back. It is committed when this returns.
     *
     * @return the entry's id
     */
    long open(long letterId, String actor, RedriveRequest request) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(OPEN)) {
            insert.setLong(1, letterId);
            insert.setString(2, actor);
            insert.setString(3, json(request));
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /**
     * Notes how it ended; a letter that was sent back is marked in the same transaction.
     *
     * @param at where its record stands now, if the brokers have it
     * @return when
     */
    Instant complete(long entry, RedriveOutcome outcome, Optional<RecordPlace> at) throws SQLException {
        return Transactions.commit(database, connection -> {
            Instant completed = write(connection, entry, outcome, at);
            if (outcome == RedriveOutcome.REDRIVEN) {
                mark(connection, entry);
            }
            return completed;
        });
    }

    private static Instant write(Connection connection, long entry, RedriveOutcome outcome, Optional<RecordPlace> at)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(COMPLETE)) {
            update.setString(1, outcome.word());
            update.setString(2, at.map(RecordPlace::topic).orElse(null));
            update.setObject(3, at.map(RecordPlace::partition).orElse(null), java.sql.Types.INTEGER);
            update.setObject(4, at.map(RecordPlace::offset).orElse(null), java.sql.Types.BIGINT);
            update.setLong(5, entry);
            try (ResultSet row = update.executeQuery()) {
                row.next();
                return row.getObject(1, OffsetDateTime.class).toInstant();
            }
        }
    }

    private static void mark(Connection connection, long entry) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(MARK)) {
            update.setLong(1, entry);
            update.setLong(2, entry);
            update.executeUpdate();
        }
    }

    /** All redrives of a letter, the first first; they are there even when the letter no longer is. */
    List<RedriveEntry> of(long letterId) throws SQLException {
        List<RedriveEntry> entries = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(LIST)) {
            query.setLong(1, letterId);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    entries.add(entry(row));
                }
            }
        }
        return entries;
    }

    private static RedriveEntry entry(ResultSet row) throws SQLException {
        Optional<RecordPlace> at = row.getString("topic") == null
                ? Optional.empty()
                : Optional.of(
                        new RecordPlace(row.getString("topic"), row.getInt("partition"), row.getLong("record_offset")));
        return new RedriveEntry(
                row.getLong("id"),
                row.getString("actor"),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                request(row.getString("request")),
                Optional.ofNullable(row.getObject("completed_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.getString("outcome")),
                at);
    }

    private static String json(RedriveRequest request) {
        try {
            return JSON.writeValueAsString(request);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request is always written", e);
        }
    }

    private static RedriveRequest request(String json) {
        try {
            return JSON.readValue(json, RedriveRequest.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the audit holds a request that was not written here", e);
        }
    }
}
