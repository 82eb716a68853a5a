package dev.rota.keyedconsumer;

import java.time.Duration;

/**
 * Acquires the fencing token of each new assignment, and asks again until there is one or the assignment is over. The
 * fence may block, so it is called on virtual threads of its own: the handlers of other partitions may hold all the
 * others.
 */
final class Fencing {

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

    private final PartitionFence fence;
    private final Dispatcher dispatcher;
    private final Events events;

    Fencing(PartitionFence fence, Dispatcher dispatcher, Events events) {
        this.fence = fence;
        this.dispatcher = dispatcher;
        this.events = events;
    }

    /** Returns at once; the assignment learns its token when there is one. */
    void acquire(PartitionAssignment assignment) {
        attempt(assignment, 1);
    }

    private void attempt(PartitionAssignment assignment, int attempt) {
        String name = "keyed-consumer-fence-" + assignment.partition();
        Thread _ = Thread.ofVirtual().name(name).start(() -> ask(assignment, attempt));
    }

    private void ask(PartitionAssignment assignment, int attempt) {
        if (!assignment.beginFencing()) {
            return;
        }
        try {
            long token = fence.acquire(assignment.partition());
            assignment.fenced(token);
            events.tell(listener -> listener.onFenceAcquired(assignment.partition(), token));
        } catch (Throwable cause) {
            Duration after = BACKOFF.after(attempt);
            events.tell(listener -> listener.onFenceFailed(assignment.partition(), cause, after));
            dispatcher.later(after, () -> attempt(assignment, attempt + 1));
        } finally {
            assignment.fenceAnswered();
        }
    }
}
