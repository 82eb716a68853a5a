package dev.rota.department.consuming;

import dev.rota.department.channel.DepartmentConfig;
import dev.rota.department.message.MessageRefusedException;
import dev.rota.department.message.Messages;
import dev.rota.department.message.NoServerException;
import dev.rota.department.task.Task;
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
    private final Losses losses;
    private final Messages messages;
    private final TaskBook book;
    private final ConsumerFigures figures;
    private final Trouble trouble;

    EventHandler(
            DepartmentConfig config,
            EventReader reader,
            Losses losses,
            Messages messages,
            TaskBook book,
            ConsumerFigures figures,
            Trouble trouble) {
        this.config = config;
        this.reader = reader;
        this.losses = losses;
        this.messages = messages;
        this.book = book;
        this.figures = figures;
        this.trouble = trouble;
    }

    /** A step of the work. */
    private interface Step<T> {
        T take() throws SQLException;
    }

    /**
     * Says what a record asks for. A registry or a database that does not answer is waited for.
     *
     * @throws UnusableEventException if it cannot be read or is not for the department
     */
    public Work plan(ConsumerRecord<?, byte[]> record) {
        return take(() -> {
            losses.lookBefore(record);
            return TaskPlan.of(config.name(), record, reader.read(record));
        });
    }

    /**
     * Tells customers what there is to be told, if that is not in the book. A server or a database that does not answer is waited for.
     *
     * @throws UnusableEventException if the server refuses it
     */
    public void tell(Work work) {
        take(() -> {
            if (work.tasks().stream().anyMatch(task -> task.kind().isMessage()) && !book.has(work.eventId())) {
                work.tasks().forEach(task -> tell(work, task));
            }
            return work;
        });
    }

    private void tell(Work work, Task task) {
        try {
            switch (task.kind()) {
                case SEND_EMAIL -> messages.mail(work.eventId(), task.subject(), task.detail());
                case SEND_SMS -> messages.sms(work.eventId(), task.subject(), task.detail());
                case CLEAN_ROOM, FILL_PRESCRIPTION, CALL_DRIVER -> {}
            }
        } catch (NoServerException e) {
            throw new OutageException(String.valueOf(e.getMessage()), e);
        } catch (MessageRefusedException e) {
            throw new UnusableEventException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Writes down what was done, in one transaction. A database that is gone is waited for.
     *
     * @throws UnusableEventException if the database cannot store it
     */
    public void write(List<Work> works) {
        figures.handled(works.size(), take(() -> book.write(works)));
    }

    /** Notes that a record was given up or put aside. A database that is gone is waited for. */
    public void passOver(ConsumerRecord<?, ?> record, String reason) {
        take(() -> {
            book.passOver(record.topic(), record.partition(), record.offset(), reason);
            return record;
        });
    }

    private <T> T take(Step<T> step) {
        try {
            T result = attempt(step);
            trouble.worksAgain();
            return result;
        } catch (OutageException e) {
            trouble.waitsFor(String.valueOf(e.getMessage()));
            throw e;
        } catch (RuntimeException e) {
            trouble.worksAgain();
            throw e;
        }
    }

    private static <T> T attempt(Step<T> step) {
        try {
            return step.take();
        } catch (SQLException e) {
            String state = e.getSQLState();
            if (state != null && RECORDS_FAULT.stream().anyMatch(state::startsWith)) {
                throw new UnusableEventException("the database cannot store it: SQLSTATE " + state, e);
            }
            throw new OutageException("the database does not answer", e);
        }
    }
}
