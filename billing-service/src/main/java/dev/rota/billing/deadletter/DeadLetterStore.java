package dev.rota.billing.deadletter;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** The index of dead letters, in PostgreSQL. Thread-safe; every call takes a connection of its own. */
@ApplicationScoped
public class DeadLetterStore {

    private static final String ADD = """
            INSERT INTO dead_letters (letter_topic, letter_partition, letter_offset, dead_at,
                origin_topic, origin_partition, origin_offset, origin_timestamp,
                reason, stage, exception, message, attempts, key, value, headers)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::json)
            ON CONFLICT (letter_topic, letter_partition, letter_offset, dead_at) DO NOTHING""";

    /** The first parameter is the size up to which a value is read, the second that for the headers. */
    private static final String SELECT = """
            SELECT id, letter_topic, letter_partition, letter_offset, dead_at,
                origin_topic, origin_partition, origin_offset, origin_timestamp,
                reason, stage, exception, message, attempts, key,
                CASE WHEN octet_length(value) <= ? THEN value END AS value, octet_length(value) AS value_bytes,
                CASE WHEN ? THEN headers ELSE '[]' END AS headers,
                redriven_at, redriven_by, redrives
            FROM dead_letters
            """;

    /**
     * Originals in the order in which they stood, and so each key's in its own. A letter without an origin cannot go back,
     * nor one that Kafka refused, which would stand before all others each time.
     */
    private static final String WAITING = """
            FROM dead_letters
            WHERE redriven_at IS NULL AND origin_topic IS NOT NULL AND reason = ? AND (?::text IS NULL OR origin_topic = ?)
                  AND NOT EXISTS (
                      SELECT FROM redrive_audit WHERE dead_letter_id = dead_letters.id AND outcome = 'refused')
            """;

    private final DataSource database;

    DeadLetterStore(DataSource database) {
        this.database = database;
    }

    /**
     * Adds a letter, unless it is there already.
     *
     * @param headers as the letter has them, those about the error included
     * @return whether it was not there
     * @throws SQLException if it is not known to be there
     */
    boolean add(Letter.Place place, byte @Nullable [] key, byte @Nullable [] value, Headers headers)
            throws SQLException {
        Diagnosis diagnosis = Diagnosis.of(headers);
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(ADD)) {
            insert.setString(1, place.topic());
            insert.setInt(2, place.partition());
            insert.setLong(3, place.offset());
            insert.setObject(4, utc(place.deadAt()));
            insert.setString(5, diagnosis.topic().orElse(null));
            insert.setObject(6, diagnosis.partition().orElse(null), Types.INTEGER);
            insert.setObject(7, diagnosis.offset().orElse(null), Types.BIGINT);
            insert.setObject(8, diagnosis.timestamp().orElse(null), Types.BIGINT);
            insert.setString(9, diagnosis.reason());
            insert.setString(10, diagnosis.stage().orElse(null));
            insert.setString(11, diagnosis.exception().orElse(null));
            insert.setString(12, diagnosis.message().orElse(null));
            insert.setObject(13, diagnosis.attempts().orElse(null), Types.INTEGER);
            insert.setBytes(14, key);
            insert.setBytes(15, value);
            insert.setString(16, HeaderCodec.encodeOwn(headers));
            return insert.executeUpdate() == 1;
        }
    }

    /**
     * Letters in the order of their ids, without their headers.
     *
     * @param after only ids above this one
     * @param limit how many at most
     * @param valuesUpTo size in bytes up to which values are read
     */
    List<Letter> page(LetterSelector selector, long after, int limit, int valuesUpTo) throws SQLException {
        String sql = SELECT
                + "WHERE id > ?"
                + (selector.reason().isPresent() ? " AND reason = ?" : "")
                + (selector.topic().isPresent() ? " AND origin_topic = ?" : "")
                + selector.redriven()
                        .map(redriven -> redriven ? " AND redriven_at IS NOT NULL" : " AND redriven_at IS NULL")
                        .orElse("")
                + " ORDER BY id LIMIT ?";
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            int parameter = 0;
            query.setInt(++parameter, valuesUpTo);
            query.setBoolean(++parameter, false);
            query.setLong(++parameter, after);
            if (selector.reason().isPresent()) {
                query.setString(++parameter, selector.reason().get());
            }
            if (selector.topic().isPresent()) {
                query.setString(++parameter, selector.topic().get());
            }
            query.setInt(++parameter, limit);
            return read(query);
        }
    }

    /**
     * One letter with its headers; empty if there is none.
     *
     * @param valueUpTo size in bytes up to which its value is read
     */
    Optional<Letter> byId(long id, int valueUpTo) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(SELECT + "WHERE id = ?")) {
            query.setInt(1, valueUpTo);
            query.setBoolean(2, true);
            query.setLong(3, id);
            return read(query).stream().findFirst();
        }
    }

    /** What letters were given up for, and how many for each. */
    List<ReasonCount> reasons() throws SQLException {
        String sql = """
                SELECT reason, count(*) AS total, count(*) FILTER (WHERE redriven_at IS NULL) AS not_redriven
                FROM dead_letters GROUP BY reason ORDER BY reason""";
        List<ReasonCount> counts = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                counts.add(new ReasonCount(row.getString("reason"), row.getLong("total"), row.getLong("not_redriven")));
            }
        }
        return counts;
    }

    /** How many letters were never sent back. */
    long notRedriven() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT count(*) FROM dead_letters WHERE redriven_at IS NULL");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /**
     * Letters that were never sent back and could be, in the order in which their originals stood.
     *
     * @param limit how many at most
     */
    List<Long> waiting(String reason, Optional<String> topic, int limit) throws SQLException {
        String sql = "SELECT id " + WAITING + "ORDER BY origin_topic, origin_partition, origin_offset, id LIMIT ?";
        List<Long> ids = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, reason);
            query.setString(2, topic.orElse(null));
            query.setString(3, topic.orElse(null));
            query.setInt(4, limit);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getLong(1));
                }
            }
        }
        return ids;
    }

    /** How many {@link #waiting} has in all. */
    long countWaiting(String reason, Optional<String> topic) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement("SELECT count(*) " + WAITING)) {
            query.setString(1, reason);
            query.setString(2, topic.orElse(null));
            query.setString(3, topic.orElse(null));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static List<Letter> read(PreparedStatement query) throws SQLException {
        List<Letter> letters = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                letters.add(letter(row));
            }
        }
        return letters;
    }

    private static Letter letter(ResultSet row) throws SQLException {
        int valueBytes = row.getInt("value_bytes");
        return new Letter(
                row.getLong("id"),
                new Letter.Place(
                        row.getString("letter_topic"),
                        row.getInt("letter_partition"),
                        row.getLong("letter_offset"),
                        row.getObject("dead_at", OffsetDateTime.class).toInstant()),
                diagnosis(row),
                new Letter.Redriven(
                        row.getInt("redrives"),
                        Optional.ofNullable(row.getObject("redriven_at", OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant),
                        Optional.ofNullable(row.getString("redriven_by"))),
                row.getBytes("key"),
                row.getBytes("value"),
                row.getObject("value_bytes") == null ? OptionalInt.empty() : OptionalInt.of(valueBytes),
                HeaderCodec.decode(row.getString("headers")));
    }

    private static Diagnosis diagnosis(ResultSet row) throws SQLException {
        return new Diagnosis(
                row.getString("reason"),
                Optional.ofNullable(row.getString("stage")),
                Optional.ofNullable(row.getString("exception")),
                Optional.ofNullable(row.getString("message")),
                Optional.ofNullable(row.getObject("attempts", Integer.class)),
                Optional.ofNullable(row.getString("origin_topic")),
                Optional.ofNullable(row.getObject("origin_partition", Integer.class)),
                Optional.ofNullable(row.getObject("origin_offset", Long.class)),
                Optional.ofNullable(row.getObject("origin_timestamp", Long.class)));
    }

    private static OffsetDateTime utc(Instant moment) {
        return OffsetDateTime.ofInstant(moment, ZoneOffset.UTC);
    }
}
