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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tasks, in the department's database. Each event is written once, however often it comes. Thread-safe; blocks. */
@ApplicationScoped
public class TaskBook {

    private static final String RECEIVE = """
            INSERT INTO inbox (event_id, topic, partition, record_offset) VALUES (?, ?, ?, ?)
            ON CONFLICT (event_id) DO NOTHING""";

    private static final String WRITE =
            "INSERT INTO tasks (event_id, kind, subject, detail, due_at) VALUES (?, ?, ?, ?, ?)";

    private static final String LIST = """
            SELECT id, event_id, kind, subject, detail, due_at, done_at FROM tasks
            WHERE (?::text IS NULL OR kind = ?) AND id < ? ORDER BY id DESC LIMIT ?""";

    private final AgroalDataSource database;

    TaskBook(AgroalDataSource database) {
        this.database = database;
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

    private static int write(Connection connection, List<Work> works) throws SQLException {
        int fresh = 0;
        try (PreparedStatement receive = connection.prepareStatement(RECEIVE);
                PreparedStatement write = connection.prepareStatement(WRITE)) {
            for (Work work : works) {
                receive.setObject(1, work.eventId());
                receive.setString(2, work.topic());
                receive.setInt(3, work.partition());
                receive.setLong(4, work.offset());
                if (receive.executeUpdate() == 0) {
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
