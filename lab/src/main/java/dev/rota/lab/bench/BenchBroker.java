package dev.rota.lab.bench;

import dev.rota.localstack.LocalStack;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** One broker for the consumer's benchmark, with topics of its own. */
final class BenchBroker implements AutoCloseable {

    static final int PARTITIONS = 8;
    static final int KEYS = 10_000;
    static final int VALUE_BYTES = 200;

    /** The same keys in the same order each time. */
    private static final long SEED = 20_260_101;

    private final DisposableStack stack;

    private BenchBroker(DisposableStack stack) {
        this.stack = stack;
    }

    /** Starts the broker; its data is in the folder, which is emptied first. */
    static BenchBroker start(Path data) {
        return new BenchBroker(DisposableStack.start(LocalStack.builder().data(data)));
    }

    String bootstrapServers() {
        return stack.stack().bootstrapServers();
    }

    void createTopic(String name) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
    }

    /**
     * Fills a topic with records of random keys.
     *
     * @throws IllegalStateException if a record is not stored
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of each failure
    void load(String topic, long records) {
        byte[] value = new byte[VALUE_BYTES];
        new SplittableRandom(SEED).nextBytes(value);
        String[] keys = new String[KEYS];
        for (int key = 0; key < KEYS; key++) {
            keys[key] = "key-" + key;
        }
        SplittableRandom random = new SplittableRandom(SEED);
        AtomicReference<@Nullable Exception> refused = new AtomicReference<>();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers(),
                        "compression.type",
                        "none",
                        "batch.size",
                        256 * 1024,
                        "linger.ms",
                        20,
                        "buffer.memory",
                        64L * 1024 * 1024),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (long record = 0; record < records && refused.get() == null; record++) {
                producer.send(new ProducerRecord<>(topic, keys[random.nextInt(KEYS)], value), (stored, failure) -> {
                    if (failure != null) {
                        refused.set(failure);
                    }
                });
            }
        }
        Exception failure = refused.get();
        if (failure != null) {
            throw new IllegalStateException("the topic cannot be filled: " + failure, failure);
        }
    }

    @Override
    public void close() {
        stack.close();
    }
}
