package dev.rota.keyedconsumer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The engine without its poll thread and without a broker: the test plays the poll thread, and decides what was polled,
 * given and taken, and when. Kafka's own mock stands in for the client.
 */
final class EngineRig implements AutoCloseable {

    static final TopicPartition PARTITION = new TopicPartition("orders", 0);

    /** Header that says in which assignment, from 1, a record was polled. */
    static final String ASSIGNMENT = "assignment";

    final RefusableConsumer kafka = new RefusableConsumer();
    final List<DeadLetter> deadLetters = new CopyOnWriteArrayList<>();
    final AtomicReference<@Nullable Exception> deadLettersRefuse = new AtomicReference<>();

    /** Offsets of values that cannot be deserialized. */
    final Set<Long> unreadable = ConcurrentHashMap.newKeySet();

    final AtomicReference<@Nullable Throwable> defect = new AtomicReference<>();
    final Events events;
    final Ownership ownership;
    final OffsetCommitter committer;
    final BufferBound buffer;

    private final Dispatcher dispatcher;
    private int assignments;

    /** Whether the consumer was asked to close and has had its time to drain. */
    volatile boolean closeOverdue;

    /** Kafka's mock, whose coordinator refuses commits when it is told to. */
    static final class RefusableConsumer extends MockConsumer<byte[], byte[]> {

        volatile boolean refusesCommits;

        private RefusableConsumer() {
            super("earliest");
        }

        @Override
        public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
            if (refusesCommits) {
                throw new RebalanceInProgressException();
            }
            super.commitSync(offsets, timeout);
        }
    }

    EngineRig(int maxConcurrency, Duration drainDeadline, FailurePolicy policy, Handling<String, String> handling) {
        this(maxConcurrency, drainDeadline, policy, handling, Optional.empty());
    }

    EngineRig(
            int maxConcurrency,
            Duration drainDeadline,
            FailurePolicy policy,
            Handling<String, String> handling,
            Optional<ConsumerListener> listener) {
        events = new Events(new EventCounters(), new EventLog("group", Optional.empty()), listener);
        kafka.assign(List.of(PARTITION));
        Settings<String, String> settings = new Settings<>(
                "group",
                Map.of(),
                500,
                new StartingPoint.Earliest(),
                List.of("orders"),
                new StringDeserializer(),
                this::offset,
                handling,
                policy,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                maxConcurrency,
                10_000,
                1 << 20,
                1_000,
                Duration.ofMillis(1),
                10_000,
                drainDeadline);
        DeadLetters store = letter -> {
            Exception refusal = deadLettersRefuse.get();
            if (refusal != null) {
                throw refusal;
            }
            deadLetters.add(letter);
        };
        Completions completions = new Completions();
        buffer = new BufferBound(10_000, 500, 1 << 20);
        dispatcher = new Dispatcher(
                "group",
                maxConcurrency,
                PollLoop.processor(settings, store, events),
                completions,
                thrown -> defect.compareAndSet(null, thrown));
        committer = new OffsetCommitter(kafka, settings.commitInterval(), settings.commitRecords(), events);
        ownership = new Ownership(
                completions,
                handling instanceof Handling.InBatches,
                buffer,
                dispatcher,
                committer,
                new FlowControl(kafka, buffer, 1_000, events),
                Optional.empty(),
                drainDeadline,
                () -> closeOverdue,
                events);
    }

    EngineRig(int maxConcurrency, Duration drainDeadline, FailurePolicy policy, RecordHandler<String, String> handler) {
        this(maxConcurrency, drainDeadline, policy, new Handling.EachRecord<>(handler));
    }

    EngineRig(int maxConcurrency, RecordHandler<String, String> handler) {
        this(maxConcurrency, Duration.ofSeconds(5), FailurePolicy.standard(), handler);
    }

    void assign() {
        assignments++;
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
            ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                    PARTITION.topic(),
                    PARTITION.partition(),
                    offset,
                    bytes,
                    Long.toString(offset).getBytes(StandardCharsets.UTF_8));
            record.headers().add(ASSIGNMENT, new byte[] {(byte) assignments});
            records.add(record);
        }
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> polled = new LinkedHashMap<>();
        polled.put(PARTITION, records);
        ownership.admit(
                new ConsumerRecords<>(polled, Map.of(PARTITION, new OffsetAndMetadata(firstOffset + records.size()))));
    }

    /** The value of each record is its offset. */
    private String offset(String topic, byte[] value) {
        String offset = new String(value, StandardCharsets.UTF_8);
        if (unreadable.contains(Long.valueOf(offset))) {
            throw new SerializationException("garbage");
        }
        return offset;
    }

    /** The ledger of the assignment there is now. */
    OffsetLedger<Delivery> ledger() {
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
