package dev.rota.lab.bench.analytics;

import dev.rota.contracts.OrderEvent;
import dev.rota.lab.bench.RegistryAvro;
import dev.rota.localstack.LocalStack;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Orders that are on the topic before anybody may see them: they are in a transaction that is committed when they are to be worked on. So
 * whoever is measured is up and warm by then, and nobody writes meanwhile. Belongs to one thread.
 */
final class Backlog implements AutoCloseable {

    static final String TOPIC = "order-events";

    /** Of so many events one comes a second time, right behind: a producer that was not sure. */
    static final int REPEAT_EACH = 100;

    /** Event time of one event after the other: 5,000 of them make a second. */
    private static final Duration APART = Duration.ofNanos(200_000);

    /** As long as brokers allow. */
    private static final int TRANSACTION_MILLIS = 15 * 60 * 1_000;

    private final KafkaProducer<String, byte[]> producer;
    private final RegistryAvro<OrderEvent> avro;
    private final AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
    private final Expected expected = new Expected();
    /** Told by the producer's thread. */
    private final Map<TopicPartition, Long> last = new ConcurrentHashMap<>();

    private Map<TopicPartition, Long> released = Map.of();
    private final Instant begin;
    private long orders;

    /**
     * @param most how many orders there will be; their events are of the time before now
     */
    Backlog(LocalStack stack, long most) {
        avro = new RegistryAvro<>(stack.registryUrl(), TOPIC, OrderEvent.class);
        begin = Instant.now().minus(APART.multipliedBy(most * 4));
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        stack.bootstrapServers(),
                        "batch.size",
                        64 * 1024,
                        "linger.ms",
                        20,
                        "transactional.id",
                        "backlog",
                        "transaction.timeout.ms",
                        TRANSACTION_MILLIS),
                new StringSerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
    }

    /** What has to come of all that was written. */
    Expected expected() {
        return expected;
    }

    /** When the first event occurred. */
    Instant begin() {
        return begin;
    }

    /**
     * Writes the lives of some more orders. Nobody sees them yet.
     *
     * @throws IllegalStateException if a record is not stored
     */
    void write(int more) {
        producer.beginTransaction();
        Lives.forEach(orders, more, this::write);
        finish(more);
    }

    /** Writes only the first step of each. */
    void writeNew(int more) {
        producer.beginTransaction();
        for (long order = orders; order < orders + more; order++) {
            write(order, 0);
        }
        finish(more);
    }

    private void finish(int more) {
        orders += more;
        producer.flush();
        Exception failure = refused.get();
        if (failure != null) {
            throw new IllegalStateException("the topic cannot be filled: " + failure, failure);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of each failure
    private void write(long order, int step) {
        OrderEvent event = Lives.event(order, step, begin.plus(APART.multipliedBy(expected.events())));
        byte[] value = avro.write(event);
        int copies = expected.events() % REPEAT_EACH == 0 ? 2 : 1;
        for (int copy = 0; copy < copies; copy++) {
            producer.send(new ProducerRecord<>(TOPIC, event.getCustomerId(), value), (at, failure) -> {
                if (failure == null) {
                    last.merge(new TopicPartition(at.topic(), at.partition()), at.offset(), Math::max);
                } else {
                    refused.set(failure);
                }
            });
        }
        expected.add(order, step, copies);
    }

    /** What was written may be seen from now on. */
    void release() {
        released = Map.copyOf(last);
        producer.commitTransaction();
    }

    /** Offsets of the last records that may be seen, in each partition that has any. */
    Map<TopicPartition, Long> released() {
        return released;
    }

    @Override
    public void close() {
        producer.close();
    }
}
