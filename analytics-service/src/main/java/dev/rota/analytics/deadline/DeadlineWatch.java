package dev.rota.analytics.deadline;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that deadlines are met as time goes on. What was due before now is met; what is due now is not. A mass of them takes half of the
 * time that other work leaves until it is done, whether records come meanwhile or not. Used on its task's thread only.
 */
public final class DeadlineWatch {

    /** Time goes on by so much before somebody looks again. Also between two turns at a mass. */
    private static final Duration LOOK = Duration.ofMillis(100);

    /** For one turn. */
    private static final Duration TURN = LOOK.dividedBy(2);

    private static final int AT_ONCE = 500;

    private final DeadlineIndex index;
    private final ProcessingContext context;
    private final Meeting meeting;

    private long now;
    private long lookedAt = Long.MIN_VALUE / 2;
    private @Nullable Cancellable turns;

    /** What becomes of a deadline. */
    @FunctionalInterface
    public interface Meeting {

        /** It is in the index no longer. */
        void meet(Deadline deadline, Instant now);
    }

    /** @param context of the processor whose deadlines these are */
    public DeadlineWatch(DeadlineIndex index, ProcessingContext context, Meeting meeting) {
        this.index = index;
        this.context = context;
        this.meeting = meeting;
    }

    /**
     * Meets what is due.
     *
     * @param time milliseconds since 1970; it may go back, and a negative one is none
     * @throws StreamsException if a deadline cannot be met, for that is no fault of the record that showed the time
     */
    public void timeIs(long time) {
        if (time < 0) {
            return;
        }
        now = time;
        if (turns == null && Math.abs(time - lookedAt) >= LOOK.toMillis()) {
            look();
        }
    }

    /** Meets nothing more. To be called when its processor is closed: the task may begin anew, and its timers would go on. */
    public void close() {
        if (turns != null) {
            turns.cancel();
            turns = null;
        }
    }

    private void look() {
        lookedAt = now;
        boolean done = meetForOneTurn();
        if (done && turns != null) {
            turns.cancel();
            turns = null;
        } else if (!done && turns == null) {
            turns = context.schedule(LOOK, PunctuationType.WALL_CLOCK_TIME, _ -> look());
        }
    }

    private boolean meetForOneTurn() {
        Instant time = Instant.ofEpochMilli(now);
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < TURN.toNanos()) {
            List<Deadline> due = index.take(time, AT_ONCE);
            due.forEach(deadline -> meet(deadline, time));
            if (due.size() < AT_ONCE) {
                return true;
            }
        }
        return false;
    }

    private void meet(Deadline deadline, Instant time) {
        try {
            meeting.meet(deadline, time);
        } catch (RuntimeException e) {
            if (e instanceof KafkaException && !(e instanceof SerializationException)) {
                throw e;
            }
            throw new StreamsException("the deadline of order %s cannot be met".formatted(deadline.orderId()), e);
        }
    }
}
