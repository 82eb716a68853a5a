package dev.rota.department.task;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The tasks, in the department's database. Each event is written once, however often it comes. Thread-safe; blocks. */
@ApplicationScoped
public class TaskBook {

    private static final String RECEIVE = """
            INSERT INTO inbox (event_id, topic, partition, record_offset, handled_by) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (event_id) DO NOTHING""";

    /** Unless it is the record itself that comes again. */
    private static final String PASS_OVER_REPEAT = """
            INSERT INTO passed_over (topic, partition, record_offset, reason)
            SELECT ?, ?, ?, 'its event had come before'
            WHERE NOT EXISTS (SELECT FROM inbox WHERE event_id = ? AND topic = ? AND partition = ? AND record_offset = ?)
            ON CONFLICT DO NOTHING""";

    private static final String PASS_OVER =
            "INSERT INTO passed_over (topic, partition, record_offset, reason) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";

    private static final String LAST_PLACE = """
            SELECT greatest(
                (SELECT max(record_offset) FROM inbox WHERE topic = ? AND partition = ?),
                (SELECT max(record_offset) FROM passed_over WHERE topic = ? AND partition = ?))""";

    private static final String HAS = "SELECT FROM inbox WHERE event_id = ?";

    private static final String WRITE =
            "INSERT INTO tasks (event_id, kind, subject, detail, due_at) VALUES (?, ?, ?, ?, ?)";

    private static final String LIST = """
            SELECT id, event_id, kind, subject, detail, due_at, done_at FROM tasks
            WHERE (?::text IS NULL OR kind = ?) AND id < ? ORDER BY id DESC LIMIT ?""";

    private final AgroalDataSource database;
    private final String replica;

    TaskBook(AgroalDataSource database, @ConfigProperty(name = "kafka.client.id") String replica) {
        this.database = database;
        this.replica = replica;
    }

    /**
     * A task as it is kept.
     *
     * @param id in the order of writing
     * @param doneAt when the department was done with it
     */
    public record Entry(long id, UUID eventId, Task task, Instant doneAt) {

        /** Whether it was done by when it should. */
        public boolean isInTime() {
            return !doneAt.isAfter(task.dueAt());
        }
    }

    /**
     * Writes the tasks of new events down as done, all or none.
     *
     * @return how many of the events were new
     * @throws SQLException if it is not known that they are kept
     */
    public int write(List<Work> works) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                int fresh = write(connection, works);
                connection.commit();
                return fresh;
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private int write(Connection connection, List<Work> works) throws SQLException {
        int fresh = 0;
        try (PreparedStatement receive = connection.prepareStatement(RECEIVE);
                PreparedStatement write = connection.prepareStatement(WRITE)) {
            for (Work work : works) {
                receive.setObject(1, work.eventId());
                receive.setString(2, work.topic());
                receive.setInt(3, work.partition());
                receive.setLong(4, work.offset());
                receive.setString(5, replica);
                if (receive.executeUpdate() == 0) {
                    passOverRepeat(connection, work);
                    continue;
                }
                fresh++;
                for (Task task : work.tasks()) {
                    write.setObject(1, work.eventId());
                    write.setString(2, task.kind().name());
                    write.setString(3, task.subject());
                    write.setString(4, task.detail());
                    write.setTimestamp(5, Timestamp.from(task.dueAt()));
                    write.addBatch();
                }
                write.executeBatch();
            }
        }
        return fresh;
    }

    /** Whether an event is written down. */
    public boolean has(UUID eventId) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement has = connection.prepareStatement(HAS)) {
            has.setObject(1, eventId);
            try (ResultSet row = has.executeQuery()) {
                return row.next();
            }
        }
    }

    private static void passOverRepeat(Connection connection, Work work) throws SQLException {
        try (PreparedStatement pass = connection.prepareStatement(PASS_OVER_REPEAT)) {
            pass.setString(1, work.topic());
            pass.setInt(2, work.partition());
            pass.setLong(3, work.offset());
            pass.setObject(4, work.eventId());
            pass.setString(5, work.topic());
            pass.setInt(6, work.partition());
            pass.setLong(7, work.offset());
            pass.executeUpdate();
        }
    }

    /** Notes a record that was given up. */
    public void passOver(String topic, int partition, long offset, String reason) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement pass = connection.prepareStatement(PASS_OVER)) {
            pass.setString(1, topic);
            pass.setInt(2, partition);
            pass.setLong(3, offset);
            // PostgreSQL stores no such character.
            pass.setString(4, reason.replace("\u0000", ""));
            pass.executeUpdate();
        }
    }

    /**
     * The last record of a partition that was handled, or passed over, by whichever replica.
     *
     * @return its offset; empty if there is none
     */
    public OptionalLong lastPlace(String topic, int partition) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement last = connection.prepareStatement(LAST_PLACE)) {
            last.setString(1, topic);
            last.setInt(2, partition);
            last.setString(3, topic);
            last.setInt(4, partition);
            try (ResultSet row = last.executeQuery()) {
                row.next();
                long offset = row.getLong(1);
                return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(offset);
            }
        }
    }

    /**
     * The latest tasks, the newest first.
     *
     * @param kind only of this kind, if it is given
     * @param before only with lower ids
     * @param limit at most so many
     */
    public List<Entry> latest(Optional<Task.Kind> kind, long before, int limit) throws SQLException {
        @Nullable String name = kind.map(Enum::name).orElse(null);
        try (Connection connection = database.getConnection();
                PreparedStatement list = connection.prepareStatement(LIST)) {
            list.setString(1, name);
            list.setString(2, name);
            list.setLong(3, before);
            list.setInt(4, limit);
            List<Entry> entries = new ArrayList<>();
            try (ResultSet row = list.executeQuery()) {
                while (row.next()) {
                    entries.add(new Entry(
                            row.getLong("id"),
                            row.getObject("event_id", UUID.class),
                            new Task(
                                    Task.Kind.valueOf(row.getString("kind")),
                                    row.getString("subject"),
                                    row.getString("detail"),
                                    row.getTimestamp("due_at").toInstant()),
                            row.getTimestamp("done_at").toInstant()));
                }
            }
            return entries;
        }
    }
}
