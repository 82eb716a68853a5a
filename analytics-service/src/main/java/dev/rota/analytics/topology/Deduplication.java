package dev.rota.analytics.topology;

import dev.rota.analytics.time.Attempt;
import dev.rota.analytics.time.EventTime;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * Lets each event through once, if it comes again within a window after it was first seen, and what does not belong to its topic not at all.
 *
 * <p>The window is of when records were written. Not of when their events occurred: what was collected for hours and is written at once would be
 * forgotten while it is read. Not of when they are read: what was written twice within a minute may be read hours apart, before an outage and
 * after it. It never goes back: a store forgets what is older than its window at once, and what says that it was written long ago would never
 * be known again.
 *
 * @param <V> the events
 */
final class Deduplication<V> implements FixedKeyProcessor<String, Attempt<V>, V> {

    private static final byte[] SEEN = {1};

    private final String store;
    private final long windowMillis;
    private final Function<V, String> eventId;
    private final Function<V, String> owner;
    private final Consumer<V> check;

    private FixedKeyProcessorContext<String, V> context;
    private WindowStore<String, byte[]> seen;
    private Sensor duplicates;

    /** When the latest record was written, in milliseconds since 1970. */
    private long now;

    @SuppressWarnings("NullAway.Init") // Kafka Streams gives them in init.
    private Deduplication(
            String store, Duration window, Function<V, String> eventId, Function<V, String> owner, Consumer<V> check) {
        this.store = store;
        this.windowMillis = window.toMillis();
        this.eventId = eventId;
        this.owner = owner;
        this.check = check;
    }

    /**
     * The events of a topic, each once.
     *
     * @param events of a topic that is read with {@link EventTime}; those that cannot be read fail here
     * @param topic names the step and its store
     * @param window how long an event is known
     * @param owner whose event it is, by which its record is keyed
     * @param check throws {@link UnusableEventException} if there is something else wrong with it
     */
    static <V> KStream<String, V> of(
            KStream<String, Attempt<V>> events,
            String topic,
            Duration window,
            Function<V, String> eventId,
            Function<V, String> owner,
            Consumer<V> check) {
        String store = topic + "-seen";
        return events.processValues(
                new FixedKeyProcessorSupplier<>() {
                    @Override
                    public FixedKeyProcessor<String, Attempt<V>, V> get() {
                        return new Deduplication<>(store, window, eventId, owner, check);
                    }

                    @Override
                    public Set<StoreBuilder<?>> stores() {
                        return Set.of(Stores.windowStoreBuilder(
                                // A store forgets what is as old as its retention.
                                Stores.persistentWindowStore(store, window.plusMillis(1), window, false),
                                Serdes.String(),
                                Serdes.ByteArray()));
                    }
                },
                Named.as(topic + "-once"));
    }

    @Override
    public void init(FixedKeyProcessorContext<String, V> its) {
        context = its;
        seen = its.getStateStore(store);
        now = latest();
        duplicates = its.metrics()
                .addRateTotalSensor(
                        "rota-deduplication", its.taskId().toString(), "duplicates", Sensor.RecordingLevel.INFO);
    }

    /** Of what was seen, not more than half a window before the latest: a store goes back segment by segment. */
    private long latest() {
        try (KeyValueIterator<Windowed<String>, byte[]> backwards = seen.backwardAll()) {
            return backwards.hasNext() ? backwards.next().key.window().start() : 0;
        }
    }

    @Override
    public void process(FixedKeyRecord<String, Attempt<V>> record) {
        long written = EventTime.takeWritten(record.headers());
        V event = usable(record.key(), record.value());
        now = Math.max(now, written);
        String id = eventId.apply(event);
        if (wasSeen(id)) {
            duplicates.record();
        } else {
            seen.put(id, SEEN, now);
            context.forward(record.withValue(event));
        }
    }

    /** Also at a later time than now, which may be a little early after a restart. */
    private boolean wasSeen(String id) {
        try (WindowStoreIterator<byte[]> times = seen.fetch(id, now - windowMillis, Long.MAX_VALUE)) {
            return times.hasNext();
        }
    }

    private V usable(@Nullable String key, @Nullable Attempt<V> attempt) {
        if (attempt == null) {
            throw new UnusableEventException("the record has no value");
        }
        V event = attempt.get();
        if (!owner.apply(event).equals(key)) {
            throw new UnusableEventException(
                    "the record's key is " + key + ", and its event is of " + owner.apply(event));
        }
        check.accept(event);
        return event;
    }
}
