package dev.rota.lab.bench.analytics;

import dev.rota.contracts.CustomerRevenue;
import dev.rota.contracts.OrderEvent;
import dev.rota.lab.bench.RegistryAvro;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Main class of a child: customers' revenue by nothing but a consumer and a transactional producer, exactly once. Reads, works,
 * writes results and state, and commits all of it with the offsets. It has none of the rest: no other results, no dead letters, no
 * queries, no standby. Where anything fails, the process ends.
 */
public final class PlainLoop implements ConsumerRebalanceListener {

    private static final int MOST_AT_ONCE = 1_000;

    private final String bootstrapServers;
    private final long commitNanos;
    private final RegistryAvro<OrderEvent> events;
    private final RegistryAvro<CustomerRevenue> results;
    private final KafkaConsumer<String, byte[]> consumer;
    private final KafkaProducer<String, byte[]> producer;

    private final Map<Integer, LoopState> states = new HashMap<>();
    private final Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
    private boolean open;
    private long begun;

    private PlainLoop(String bootstrapServers, String registry, String group, int number, Duration commitInterval) {
        this.bootstrapServers = bootstrapServers;
        commitNanos = commitInterval.toNanos();
        events = new RegistryAvro<>(registry, Backlog.TOPIC, OrderEvent.class);
        results = new RegistryAvro<>(registry, LoopState.REVENUE, CustomerRevenue.class);
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "group.id",
                        group,
                        "auto.offset.reset",
                        "earliest",
                        "isolation.level",
                        "read_committed",
                        "enable.auto.commit",
                        false,
                        "max.poll.records",
                        MOST_AT_ONCE),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        // As Kafka Streams sets its own.
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "transactional.id",
                        group + "-" + number,
                        "transaction.timeout.ms",
                        10_000,
                        "linger.ms",
                        100),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /**
     * Runs until it is ended.
     *
     * @param arguments {@link #arguments}, in their order
     */
    public static void main(String[] arguments) {
        for (int number = 0; number < Integer.parseInt(arguments[3]); number++) {
            PlainLoop loop =
                    new PlainLoop(arguments[0], arguments[1], arguments[2], number, Duration.parse(arguments[4]));
            Thread.ofPlatform()
                    .name("loop-" + number)
                    .uncaughtExceptionHandler((_, thrown) -> end(thrown))
                    .start(loop::run);
        }
    }

    @SuppressWarnings("CatchAndPrintStackTrace") // standard error is the log
    private static void end(Throwable thrown) {
        thrown.printStackTrace();
        Runtime.getRuntime().halt(1);
    }

    static List<String> arguments(
            String bootstrapServers, String registry, String group, int threads, Duration commitInterval) {
        return List.of(bootstrapServers, registry, group, Integer.toString(threads), commitInterval.toString());
    }

    private void run() {
        producer.initTransactions();
        consumer.subscribe(List.of(Backlog.TOPIC), this);
        while (true) {
            ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofNanos(open ? left() : commitNanos));
            for (ConsumerRecord<String, byte[]> record : records) {
                begin();
                states.computeIfAbsent(record.partition(), this::restored)
                        .take(events.read(record.value()), record.timestamp());
            }
            done.putAll(records.nextOffsets());
            if (open && left() == 0) {
                commit();
            }
        }
    }

    private long left() {
        return Math.max(0, begun + commitNanos - System.nanoTime());
    }

    private void begin() {
        if (!open) {
            producer.beginTransaction();
            begun = System.nanoTime();
            open = true;
        }
    }

    private void commit() {
        producer.sendOffsetsToTransaction(done, consumer.groupMetadata());
        producer.commitTransaction();
        done.clear();
        open = false;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        if (open) {
            commit();
        }
        done.keySet().removeAll(partitions);
        partitions.forEach(partition -> states.remove(partition.partition()));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> states.computeIfAbsent(partition.partition(), this::restored));
    }

    private LoopState restored(int partition) {
        LoopState state = new LoopState(results, (topic, key, value) -> write(topic, partition, key, value));
        List<TopicPartition> sources = Stream.of(LoopState.SEEN, LoopState.ORDERS, LoopState.REVENUE)
                .map(topic -> new TopicPartition(topic, partition))
                .toList();
        try (KafkaConsumer<String, byte[]> reader = Outputs.consumer(bootstrapServers)) {
            Outputs.read(reader, sources, state::restore);
        }
        return state;
    }

    /** What fails here fails the commit. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private void write(String topic, int partition, String key, byte @Nullable [] value) {
        producer.send(new ProducerRecord<>(topic, partition, key, value));
    }
}
