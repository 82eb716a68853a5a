package dev.rota.keyedconsumer;

import dev.rota.keyedconsumer.ConsumerView.State;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * One member of a Kafka consumer group that handles records of many keys at once, the records of each key strictly in
 * order, and commits only what is done.
 *
 * <p>What it promises:
 *
 * <ul>
 *   <li><b>At least once.</b> The committed offset of a partition is always that of its first record not yet done. A
 *       record is done when the handler returned, or when the {@link DeadLetters} have it. Records that the brokers no
 *       longer have when their turn comes are heard of, never skipped in silence.
 *   <li><b>Order.</b> Two records of the same key bytes in the same partition are never handled at once, and never the
 *       later before the earlier is done, through retries too: by one owner of the partition. A handler that an owner
 *       abandoned, for the partition was lost or the drain took too long, may still run beside the next owner's, here or
 *       elsewhere; a {@link PartitionFence} keeps its writes out. Records without a key have no order. A
 *       {@link BatchHandler} has the order of the whole partition instead.
 *   <li><b>Liveness.</b> One thread polls and does nothing else for long, so a slow handler never costs the membership.
 *   <li><b>Bounds.</b> On records in handlers, on records and bytes buffered, and on records done beyond the first that
 *       is not.
 *   <li><b>Rebalances.</b> A revoked partition finishes what would otherwise be delivered twice, within a deadline, and
 *       commits; a lost one commits nothing. The partitions that stay go on meanwhile.
 * </ul>
 *
 * <p>All methods may be called from any thread.
 */
public final class KeyedConsumer<K, V> implements AutoCloseable {

    private final Settings<K, V> settings;
    private final Object lifecycle = new Object();
    private volatile @Nullable PollLoop loop;
    private @Nullable Thread pollThread;
    private volatile boolean closed;

    KeyedConsumer(Settings<K, V> settings) {
        this.settings = settings;
    }

    /**
     * Begins to describe a consumer.
     *
     * @param clientConfig the Kafka consumer's settings, with {@code group.id}; {@link KeyedConsumerBuilder} says which
     *     are forced
     * @param keyDeserializer reads keys; configured already, and safe to be used by many threads at once
     * @param valueDeserializer reads values; likewise. The consumer closes both when it closes itself
     */
    public static <K, V> KeyedConsumerBuilder<K, V> builder(
            Map<String, Object> clientConfig, Deserializer<K> keyDeserializer, Deserializer<V> valueDeserializer) {
        return new KeyedConsumerBuilder<>(clientConfig, keyDeserializer, valueDeserializer);
    }

    /**
     * Joins the group and begins to work, on threads of its own. A consumer is started once.
     *
     * @throws IllegalStateException if it was started before
     * @throws org.apache.kafka.common.KafkaException if Kafka's client refuses its settings
     */
    public void start() {
        synchronized (lifecycle) {
            if (loop != null || closed) {
                throw new IllegalStateException(
                        "the consumer of group " + settings.group() + " was started before or is closed");
            }
            PollLoop starting = open();
            loop = starting;
            pollThread = Thread.ofPlatform()
                    .name("keyed-consumer-" + settings.group() + "-poll")
                    .start(starting);
        }
    }

    private PollLoop open() {
        DeadLetters deadLetters = settings.deadLetters()
                .orElseGet(() -> KafkaDeadLetters.to(settings.group() + ".dead-letters", settings.kafka()));
        try {
            return new PollLoop(
                    settings,
                    new KafkaConsumer<>(settings.kafka(), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                    deadLetters);
        } catch (RuntimeException refused) {
            if (settings.deadLetters().isEmpty()) {
                deadLetters.close();
            }
            throw refused;
        }
    }

    /** What it is doing. Cheap, and safe to call at any time. */
    public ConsumerView view() {
        PollLoop running = loop;
        return running != null ? running.view() : ConsumerView.notRunning(closed ? State.CLOSED : State.NEW);
    }

    /** {@link #close(Duration)} with the {@link KeyedConsumerBuilder#drainDeadline}. */
    @Override
    public void close() {
        close(settings.drainDeadline());
    }

    /**
     * Begins nothing that is not needed to leave without a repetition, waits for what is in flight, commits and leaves
     * the group. Returns when that is done, or at once when called by a listener. A handler must not call it: it would
     * wait for itself until the deadline. Closing twice does no harm.
     *
     * @param deadline how long to wait for what is in flight; what is still in a handler then is interrupted, and will
     *     be delivered again. The commit and leaving the group may take some seconds more
     */
    public void close(Duration deadline) {
        PollLoop running;
        Thread thread;
        synchronized (lifecycle) {
            running = loop;
            thread = pollThread;
            if (running == null && !closed) {
                closeWhatWasGiven();
            }
            closed = true;
        }
        if (running == null || thread == null) {
            return;
        }
        running.requestClose(deadline);
        if (!thread.equals(Thread.currentThread())) {
            join(thread);
        }
    }

    /** As a consumer that was started does when it leaves. */
    private void closeWhatWasGiven() {
        settings.deadLetters().ifPresent(DeadLetters::close);
        settings.keyDeserializer().close();
        settings.valueDeserializer().close();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
