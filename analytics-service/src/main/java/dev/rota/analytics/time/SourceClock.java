package dev.rota.analytics.time;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * Says what time it is in a partition of an input to all who read its events behind a repartition: with each event, and beside them in ticks,
 * records without a value that go to every partition. A tick comes within {@link Idleness#LOOK} after time has gone on; and when the partition
 * is idle it says so, again and again, with what the clock shows. So nobody behind has to guess whether a partition has nothing for him, is
 * idle, or is not read at present. Runs on its task's thread.
 *
 * @param <V> the events
 */
public final class SourceClock<V> implements Processor<String, V, String, V> {

    private static final String NO_KEY = "";

    private final String store;
    private final Duration idleAfter;

    private ProcessorContext<String, V> context;
    private KeyValueStore<Integer, Long> times;
    private Idleness idleness;
    private Cancellable looks;
    private int partition;
    private long time;
    private @Nullable SourceTime ticked;

    @SuppressWarnings("NullAway.Init") // Kafka Streams gives them in init.
    SourceClock(String store, Duration idleAfter) {
        this.store = store;
        this.idleAfter = idleAfter;
    }

    /**
     * The same events, and ticks.
     *
     * @param events of one topic
     * @param name names the step and its store, which has the time of the task's partition
     * @param idleAfter how long nothing has to come for a partition to be idle
     */
    public static <V> KStream<String, V> of(KStream<String, V> events, String name, Duration idleAfter) {
        return events.process(
                new ProcessorSupplier<String, V, String, V>() {
                    @Override
                    public Processor<String, V, String, V> get() {
                        return new SourceClock<>(name, idleAfter);
                    }

                    @Override
                    public Set<StoreBuilder<?>> stores() {
                        return Set.of(Stores.keyValueStoreBuilder(
                                        Stores.persistentKeyValueStore(name), Serdes.Integer(), Serdes.Long())
                                .withCachingEnabled());
                    }
                },
                Named.as(name));
    }

    /**
     * Where a record of a repartition topic goes: a tick to all partitions, an event where its key belongs.
     *
     * @return empty for where its key belongs, as Kafka Streams wants it
     */
    public static <V> Optional<Set<Integer>> partitions(String topic, String key, @Nullable V event, int all) {
        return event == null
                ? Optional.of(IntStream.range(0, all).boxed().collect(Collectors.toUnmodifiableSet()))
                : Optional.empty();
    }

    @Override
    public void init(ProcessorContext<String, V> its) {
        context = its;
        idleness = new Idleness(idleAfter);
        // What was said of time before may have been taken back.
        ticked = null;
        times = its.getStateStore(store);
        partition = its.taskId().partition();
        @Nullable Long known = times.get(partition);
        time = known == null ? -1 : known;
        looks = its.schedule(Idleness.LOOK, PunctuationType.WALL_CLOCK_TIME, this::look);
    }

    /** The task may begin anew with this very step, and its timers go on unless they are told not to. */
    @Override
    public void close() {
        looks.cancel();
    }

    @Override
    public void process(Record<String, V> record) {
        idleness.heard();
        if (record.timestamp() > time) {
            time = record.timestamp();
            times.put(partition, time);
        }
        context.forward(record.withHeaders(now().addTo(new RecordHeaders(record.headers()))));
    }

    private void look(long clock) {
        if (!idleness.look()) {
            if (time >= 0 && !now().equals(ticked)) {
                tick(now());
            }
        } else if (ticked == null || !ticked.isIdle() || clock - ticked.clock() >= idleAfter.toMillis()) {
            tick(new SourceTime(partition, time, clock));
        }
    }

    private SourceTime now() {
        return new SourceTime(partition, time, -1);
    }

    private void tick(SourceTime what) {
        ticked = what;
        Headers headers = what.addTo(new RecordHeaders());
        context.forward(new Record<>(NO_KEY, null, Math.max(0, time), headers));
    }
}
