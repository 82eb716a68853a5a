package dev.rota.department;

import dev.rota.localstack.LocalStack;
import dev.rota.localstack.postgres.Database;
import dev.rota.localstack.service.Service;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A department's database, read beside its API: who handled what, and when. */
final class Book implements AutoCloseable {

    private final Connection connection;

    Book(LocalStack stack, Service department) {
        Database database = stack.postgres().createDatabase(department.database());
        try {
            connection = DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A record that was handled. */
    record Entry(UUID event, int partition, Instant at, String by) {}

    /** What was handled from one moment to another, in the order of handling. */
    List<Entry> handled(Instant from, Instant to) {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT event_id, partition, handled_at, handled_by FROM inbox WHERE handled_at BETWEEN ? AND ? ORDER BY handled_at")) {
            query.setTimestamp(1, Timestamp.from(from));
            query.setTimestamp(2, Timestamp.from(to));
            List<Entry> entries = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    entries.add(new Entry(
                            row.getObject(1, UUID.class),
                            row.getInt(2),
                            row.getTimestamp(3).toInstant(),
                            row.getString(4)));
                }
            }
            return entries;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All events that were handled. */
    Set<UUID> events() {
        Set<UUID> events = new HashSet<>();
        handled(Instant.EPOCH, Instant.now().plus(Duration.ofHours(1))).forEach(entry -> events.add(entry.event()));
        return events;
    }

    /** How long after an event happened its task was done, by percentile, among those done from one moment to another. */
    Duration delay(double percentile, Instant from, Instant to, Duration dueWithin) {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT percentile_disc(?) WITHIN GROUP (ORDER BY extract(epoch FROM done_at - due_at))
                FROM tasks WHERE done_at BETWEEN ? AND ?""")) {
            query.setDouble(1, percentile);
            query.setTimestamp(2, Timestamp.from(from));
            query.setTimestamp(3, Timestamp.from(to));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return Duration.ofMillis(Math.round(row.getDouble(1) * 1000.0)).plus(dueWithin);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Events that have more or fewer tasks than this. */
    long eventsWithOtherThan(int tasks) {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT count(*) FROM (
                    SELECT count(tasks.id) AS made FROM inbox LEFT JOIN tasks USING (event_id) GROUP BY inbox.event_id) AS each_event
                WHERE made <> ?""")) {
            query.setInt(1, tasks);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
