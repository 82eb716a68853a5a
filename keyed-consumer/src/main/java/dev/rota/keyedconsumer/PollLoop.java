package dev.rota.keyedconsumer;

import dev.rota.keyedconsumer.ConsumerView.PartitionView;
import dev.rota.keyedconsumer.ConsumerView.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The poll thread: polls, lets records in, enters what is done, commits, and never waits for a handler except while
 * partitions are given back. It alone touches Kafka's consumer and everything that says it belongs to the poll thread,
 * so none of that needs a lock.
 */
final class PollLoop implements Runnable {

    private static final Duration POLL_WAIT = Duration.ofMillis(100);

    /**
     * While the buffer is full the thread waits for handlers instead of records, yet polls often enough to be a good
     * member.
     */
    private static final Duration ROOM_WAIT = Duration.ofMillis(10);

    private static final Duration VIEW_INTERVAL = Duration.ofMillis(100);
    private static final Duration LEAVE_TIMEOUT = Duration.ofSeconds(5);

    private static final Comparator<PartitionView> BY_PARTITION =
            Comparator.comparing(PartitionView::topic).thenComparingInt(PartitionView::partition);

    private static final Logger LOG = LoggerFactory.getLogger(KeyedConsumer.class);

    private final List<String> topics;
    private final Deserializer<?> keyDeserializer;
    private final Deserializer<?> valueDeserializer;
    private final Consumer<byte[], byte[]> consumer;
    private final DeadLetters deadLetters;
    private final Events events;
    private final EventCounters counters = new EventCounters();
    private final BufferBound buffer;
    private final Dispatcher dispatcher;
    private final OffsetCommitter committer;
    private final FlowControl flowControl;
    private final Ownership ownership;
    private final PositionKeeper positions;

    /** Of {@link System#nanoTime}, by when a close that was asked for must have drained; null before it was. */
    private final AtomicReference<@Nullable Long> closeDeadline = new AtomicReference<>();

    private final AtomicReference<@Nullable Throwable> defect = new AtomicReference<>();
    private volatile State state = State.NEW;
    private volatile Picture picture = Picture.NOTHING_YET;
    private long viewDueNanos = System.nanoTime();

    private record Picture(Instant asOf, Optional<String> memberId, List<PartitionView> partitions) {
        static final Picture NOTHING_YET = new Picture(Instant.EPOCH, Optional.empty(), List.of());
    }

    PollLoop(Settings<?, ?> settings, Consumer<byte[], byte[]> consumer, DeadLetters deadLetters) {
        this.topics = settings.topics();
        this.keyDeserializer = settings.keyDeserializer();
        this.valueDeserializer = settings.valueDeserializer();
        this.consumer = consumer;
        this.deadLetters = deadLetters;
        events = new Events(counters, new EventLog(settings.group(), settings.clientId()), settings.listener());
        buffer = new BufferBound(settings.maxBufferedRecords(), settings.maxPollRecords(), settings.maxBufferedBytes());
        Completions completions = new Completions();
        dispatcher = new Dispatcher(
                settings.group(),
                settings.maxConcurrency(),
                processor(settings, deadLetters, events),
                completions,
                thrown -> defect.compareAndSet(null, thrown));
        committer = new OffsetCommitter(consumer, settings.commitInterval(), settings.commitRecords(), events);
        flowControl = new FlowControl(consumer, buffer, settings.maxDoneBeyond(), events);
        ownership = new Ownership(
                completions,
                settings.handling() instanceof Handling.InBatches,
                buffer,
                dispatcher,
                committer,
                flowControl,
                settings.fence().map(fence -> new Fencing(fence, dispatcher, events)),
                settings.drainDeadline(),
                this::mustEndDrain,
                events);
        positions = new PositionKeeper(consumer, settings.startingPoint(), ownership, events);
    }

    static <K, V> Processor processor(Settings<K, V> settings, DeadLetters deadLetters, Events events) {
        RecordReader<K, V> reader = new RecordReader<>(settings.keyDeserializer(), settings.valueDeserializer());
        Recovery recovery = new Recovery(settings.group(), settings.failurePolicy(), deadLetters, events);
        return switch (settings.handling()) {
            case Handling.EachRecord<K, V>(RecordHandler<K, V> handler) ->
                new RecordProcessor<>(reader, handler, recovery, events);
            case Handling.InBatches<K, V>(BatchHandler<K, V> handler, int maxRecords) ->
                new BatchProcessor<>(reader, handler, maxRecords, recovery, events);
        };
    }

    /** Asks the thread to drain, commit and leave the group. From any thread; the first request counts. */
    void requestClose(Duration deadline) {
        closeDeadline.compareAndSet(null, System.nanoTime() + Durations.nanos(deadline));
    }

    /** From any thread. */
    ConsumerView view() {
        Picture latest = picture;
        return new ConsumerView(state, latest.asOf(), latest.memberId(), latest.partitions(), counters.totals());
    }

    @Override
    public void run() {
        @Nullable Throwable cause = null;
        try {
            work();
        } catch (Throwable thrown) {
            cause = thrown;
            ownership.abandonAll();
        }
        // Whoever interrupted this thread has had what he wanted; the group should still learn that the member goes.
        Thread.interrupted();
        leave();
        // The client is closed, and is in no group any more.
        takePicture(Optional.empty());
        enter(cause == null ? State.CLOSED : State.FAILED, cause);
    }

    private void work() {
        consumer.subscribe(topics, ownership);
        enter(State.RUNNING, null);
        while (closeDeadline.get() == null) {
            turn();
        }
        enter(State.CLOSING, null);
        ownership.releaseAll(this::pollWithoutFetching);
        failOnDefect();
    }

    /** What a rebalance gives meanwhile may bring records, which are left to their next owner. */
    private void pollWithoutFetching() {
        consumer.pause(consumer.assignment());
        positions.poll(POLL_WAIT);
    }

    private boolean mustEndDrain() {
        Long deadline = closeDeadline.get();
        boolean closeOverdue = deadline != null && System.nanoTime() - deadline >= 0;
        return closeOverdue || defect.get() != null;
    }

    private void failOnDefect() {
        Throwable thrown = defect.get();
        if (thrown != null) {
            throw new IllegalStateException("the engine failed on a handler thread", thrown);
        }
    }

    private void turn() {
        ownership.settle(Duration.ZERO);
        committer.commitIfDue(ownership.assignments());
        flowControl.apply(ownership.assignments());
        if (buffer.isFull()) {
            ownership.admit(positions.poll(Duration.ZERO));
            ownership.settleWhile(buffer::isFull, ROOM_WAIT);
        } else {
            ownership.admit(positions.poll(POLL_WAIT));
        }
        ownership.fenceAgain();
        failOnDefect();
        if (System.nanoTime() - viewDueNanos >= 0) {
            takePicture(Optional.of(consumer.groupMetadata().memberId()).filter(id -> !id.isEmpty()));
        }
    }

    private void takePicture(Optional<String> memberId) {
        viewDueNanos = System.nanoTime() + VIEW_INTERVAL.toNanos();
        picture = new Picture(
                Instant.now(),
                memberId,
                ownership.assignments().stream()
                        .map(PartitionAssignment::view)
                        .sorted(BY_PARTITION)
                        .toList());
    }

    /** Every step is tried, whatever became of the one before: the group must not wait for a member that is gone. */
    private void leave() {
        attempt("stopping the handlers", dispatcher::close);
        attempt("leaving the group", () -> consumer.close(CloseOptions.timeout(LEAVE_TIMEOUT)));
        attempt("closing the dead letters", deadLetters::close);
        attempt("closing the key deserializer", keyDeserializer::close);
        attempt("closing the value deserializer", valueDeserializer::close);
    }

    private static void attempt(String step, Runnable action) {
        try {
            action.run();
        } catch (Throwable thrown) {
            LOG.warn("{} failed: {}", step, thrown.toString());
        }
    }

    private void enter(State next, @Nullable Throwable cause) {
        state = next;
        events.tell(listener -> listener.onState(next, cause));
    }
}
