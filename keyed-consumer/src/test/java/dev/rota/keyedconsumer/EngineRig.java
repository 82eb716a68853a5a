package dev.rota.keyedconsumer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The engine without its poll thread and without a broker: the test plays the poll thread, and decides what was polled,
 * given and taken, and when. Kafka's own mock stands in for the client.
 */
final class EngineRig implements AutoCloseable {

    static final TopicPartition PARTITION = new TopicPartition("orders", 0);

    final MockConsumer<byte[], byte[]> kafka = new MockConsumer<>("earliest");
    final List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();
    final AtomicReference<@Nullable Exception> deadLettersRefuse = new AtomicReference<>();
    final AtomicReference<@Nullable Throwable> defect = new AtomicReference<>();
    final Ownership ownership;
    final OffsetCommitter committer;

    private final Dispatcher dispatcher;

    EngineRig(int maxConcurrency, Duration drainDeadline, FailurePolicy policy, RecordHandler<String, String> handler) {
        Events events = new Events();
        kafka.assign(List.of(PARTITION));
        Settings<String, String> settings = new Settings<>(
                "group",
                Map.of(),
                500,
                List.of("orders"),
                new StringDeserializer(),
                new StringDeserializer(),
                handler,
                policy,
                Optional.empty(),
                Optional.empty(),
                new ConsumerListener() {},
                maxConcurrency,
                10_000,
                1 << 20,
                1_000,
                Duration.ofMillis(1),
                drainDeadline);
        DeadLetters store = letter -> {
            Exception refusal = deadLettersRefuse.get();
            if (refusal != null) {
                throw refusal;
            }
            deadLetters.add(letter);
        };
        LinkedTransferQueue<Delivery> completions = new LinkedTransferQueue<>();
        BufferBound buffer = new BufferBound(10_000, 500, 1 << 20);
        dispatcher = new Dispatcher(
                "group",
                maxConcurrency,
                new RecordProcessor<>(settings, store, events),
                completions,
                thrown -> defect.compareAndSet(null, thrown));
        committer = new OffsetCommitter(kafka, settings.commitInterval(), events);
        ownership = new Ownership(
                completions,
                buffer,
                dispatcher,
                committer,
                new FlowControl(kafka, buffer, 1_000, events),
                Optional.empty(),
                drainDeadline,
                events);
    }

    EngineRig(int maxConcurrency, RecordHandler<String, String> handler) {
        this(maxConcurrency, Duration.ofSeconds(5), FailurePolicy.standard(), handler);
    }

    void assign() {
        ownership.onPartitionsAssigned(Set.of(PARTITION));
    }

    void revoke() {
        ownership.onPartitionsRevoked(Set.of(PARTITION));
    }

    void lose() {
        ownership.onPartitionsLost(Set.of(PARTITION));
    }

    /** Polls records with these keys, at offsets from the first one on; a null is a record without a key. */
    void poll(long firstOffset, @Nullable String... keys) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (String key : keys) {
            byte @Nullable [] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
            long offset = firstOffset + records.size();
            records.add(new ConsumerRecord<>(
                    PARTITION.topic(),
                    PARTITION.partition(),
                    offset,
                    bytes,
                    Long.toString(offset).getBytes(StandardCharsets.UTF_8)));
        }
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> polled = new LinkedHashMap<>();
        polled.put(PARTITION, records);
        ownership.admit(
                new ConsumerRecords<>(polled, Map.of(PARTITION, new OffsetAndMetadata(firstOffset + records.size()))));
    }

    /** The ledger of the assignment there is now. */
    OffsetLedger ledger() {
        ownership.settle(Duration.ZERO);
        return assignment().ledger();
    }

    PartitionAssignment assignment() {
        return ownership.assignments().iterator().next();
    }

    /** The offset that the broker has, or -1. */
    long committed() {
        OffsetAndMetadata committed = kafka.committed(Set.of(PARTITION)).get(PARTITION);
        return committed == null ? -1 : committed.offset();
    }

    @Override
    public void close() {
        dispatcher.close();
        ownership.abandonAll();
    }
}
