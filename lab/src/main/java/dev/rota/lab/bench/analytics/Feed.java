package dev.rota.lab.bench.analytics;

import dev.rota.contracts.OrderEvent;
import dev.rota.lab.bench.Pacing;
import dev.rota.lab.bench.RegistryAvro;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.StackException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Orders at a steady rate while something else is measured, on a thread of its own: of all customers but one, whose totals stay what
 * they are.
 */
final class Feed implements AutoCloseable {

    /** New orders in a second; each has about four events. */
    private static final double ORDERS_PER_SECOND = 50;

    /** Turns between two steps of an order. */
    private static final int APART = 10;

    private static final Duration A_WHILE = Duration.ofSeconds(1);

    private final long first;
    private final String spared;
    private final RegistryAvro<OrderEvent> avro;
    private final KafkaProducer<String, byte[]> producer;
    private final AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
    private final AtomicLong stored = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopped;

    /**
     * Begins.
     *
     * @param first number of the first order: those before it are known already
     * @param spared the customer of whom no order is sent
     */
    Feed(LocalStack stack, long first, String spared) {
        this.first = first;
        this.spared = spared;
        avro = new RegistryAvro<>(stack.registryUrl(), Backlog.TOPIC, OrderEvent.class);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers(), "acks", "all", "linger.ms", 0),
                new StringSerializer(),
                new ByteArraySerializer());
        thread = Thread.ofPlatform().name("feed").start(this::run);
    }

    private void run() {
        long[] turn = {0};
        for (long begin = System.nanoTime(); !stopped; begin += A_WHILE.toNanos()) {
            Pacing.run(
                    begin,
                    ORDERS_PER_SECOND,
                    A_WHILE,
                    _ -> Lives.forEachInTurn(first, Long.MAX_VALUE, APART, turn[0]++, this::send));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of each failure
    private void send(long order, int step) {
        OrderEvent event = Lives.event(order, step, Instant.now());
        if (event.getCustomerId().equals(spared)) {
            return;
        }
        producer.send(new ProducerRecord<>(Backlog.TOPIC, event.getCustomerId(), avro.write(event)), (_, failure) -> {
            if (failure == null) {
                stored.incrementAndGet();
            } else {
                refused.set(failure);
            }
        });
    }

    /**
     * Records that are on the topic by now.
     *
     * @throws StackException if one was not stored
     */
    long stored() {
        Exception failure = refused.get();
        if (failure != null) {
            throw new StackException("A record of the feed is not stored: " + failure, failure);
        }
        return stored.get();
    }

    /** Ends, within a second. */
    @Override
    public void close() {
        stopped = true;
        try (producer) {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
