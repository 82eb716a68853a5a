package dev.rota.department.consuming;

import dev.rota.department.channel.DepartmentConfig;
import dev.rota.department.task.TaskBook;
import dev.rota.department.task.Work;
import io.smallrye.faulttolerance.api.ExponentialBackoff;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.faulttolerance.Retry;

/** Does a department's work; what is not there just now is waited for, without end. Blocks; for any number of threads. */
@ApplicationScoped
@Retry(maxRetries = -1, maxDuration = 0, delay = 500, delayUnit = ChronoUnit.MILLIS, retryOn = OutageException.class)
@ExponentialBackoff(maxDelay = 5_000)
class EventHandler {

    /** SQLSTATE classes data exception and integrity constraint violation: the values themselves are to blame. */
    private static final List<String> RECORDS_FAULT = List.of("22", "23");

    private final DepartmentConfig config;
    private final EventReader reader;
    private final TaskBook book;
    private final ConsumerFigures figures;

    EventHandler(DepartmentConfig config, EventReader reader, TaskBook book, ConsumerFigures figures) {
        this.config = config;
        this.reader = reader;
        this.book = book;
        this.figures = figures;
    }

    /**
     * Says what a record asks for. A registry that does not answer is waited for.
     *
     * @throws UnusableEventException if it cannot be read or is not for the department
     */
    public Work plan(ConsumerRecord<?, byte[]> record) {
        return TaskPlan.of(config.name(), record, reader.read(record));
    }

    /**
     * Writes down what was done, in one transaction. A database that is gone is waited for.
     *
     * @throws UnusableEventException if the database cannot store it
     */
    public void write(List<Work> works) {
        try {
            figures.handled(works.size(), book.write(works));
        } catch (SQLException e) {
            String state = e.getSQLState();
            if (state != null && RECORDS_FAULT.stream().anyMatch(state::startsWith)) {
                throw new UnusableEventException("the database cannot store it: SQLSTATE " + state, e);
            }
            throw new OutageException("the database does not answer", e);
        }
    }
}
