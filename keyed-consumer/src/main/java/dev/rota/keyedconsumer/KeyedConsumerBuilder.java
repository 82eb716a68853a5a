package dev.rota.keyedconsumer;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Says what a {@link KeyedConsumer} is to do. Only {@link #topics} and the handler have no default.
 *
 * <p>Of the client configuration given to {@link KeyedConsumer#builder} the engine needs {@code group.id}; it forces
 * {@code enable.auto.commit=false} and reads bytes, whatever deserializers are named. Where nothing is set it reads a
 * new group's topics from the beginning ({@code auto.offset.reset=earliest}). That setting is for partitions in which
 * the group has no offset: one that retention has overtaken goes on with the first record that is left, and says so,
 * unless the setting is {@code none}. It skips records of aborted transactions
 * ({@code isolation.level=read_committed}) and creates no topics ({@code allow.auto.create.topics=false}). The rest,
 * the rebalance protocol, assignor and static membership among it, is the caller's: {@code group.protocol=consumer} or
 * the {@code CooperativeStickyAssignor} let a member keep working on the partitions it keeps.
 */
public final class KeyedConsumerBuilder<K, V> {

    /** Kept free of the poll interval so that a revocation can commit after it has drained. */
    static final Duration COMMIT_ALLOWANCE = Duration.ofSeconds(5);

    private static final int USUAL_MAX_POLL_RECORDS = 500;

    private final Map<String, Object> clientConfig;
    private final Deserializer<K> keyDeserializer;
    private final Deserializer<V> valueDeserializer;
    private List<String> topics = List.of();
    private @Nullable RecordHandler<K, V> handler;
    private @Nullable BatchHandler<K, V> batchHandler;
    private int maxBatchRecords = Integer.MAX_VALUE;
    private FailurePolicy failurePolicy = FailurePolicy.standard();
    private Optional<DeadLetters> deadLetters = Optional.empty();
    private Optional<PartitionFence> fence = Optional.empty();
    private Optional<ConsumerListener> listener = Optional.empty();
    private int maxConcurrency = 64;
    private int maxBufferedRecords = 10_000;
    private long maxBufferedBytes = 64L * 1024 * 1024;
    private int maxDoneBeyond = 100_000;
    private Duration commitInterval = Duration.ofSeconds(1);
    private int commitRecords = 10_000;
    private Duration drainDeadline = Duration.ofSeconds(20);

    KeyedConsumerBuilder(
            Map<String, Object> clientConfig, Deserializer<K> keyDeserializer, Deserializer<V> valueDeserializer) {
        this.clientConfig = Map.copyOf(clientConfig);
        this.keyDeserializer = keyDeserializer;
        this.valueDeserializer = valueDeserializer;
    }

    /** The topics to read, at least one. */
    public KeyedConsumerBuilder<K, V> topics(String... topics) {
        return topics(List.of(topics));
    }

    /** The topics to read, at least one. */
    public KeyedConsumerBuilder<K, V> topics(Collection<String> topics) {
        this.topics = List.copyOf(topics);
        return this;
    }

    /** What is done with each record; or else {@link #batchHandler}. */
    public KeyedConsumerBuilder<K, V> handler(RecordHandler<K, V> handler) {
        this.handler = handler;
        return this;
    }

    /** What is done with all buffered records of a partition at once, in order; or else {@link #handler}. */
    public KeyedConsumerBuilder<K, V> batchHandler(BatchHandler<K, V> batchHandler) {
        this.batchHandler = batchHandler;
        return this;
    }

    /** How many records a batch may have at most, at least 1; by default as many as may be buffered. */
    public KeyedConsumerBuilder<K, V> maxBatchRecords(int maxBatchRecords) {
        this.maxBatchRecords = maxBatchRecords;
        return this;
    }

    /** What becomes of a record that failed; {@link FailurePolicy#standard()} by default. */
    public KeyedConsumerBuilder<K, V> failurePolicy(FailurePolicy failurePolicy) {
        this.failurePolicy = failurePolicy;
        return this;
    }

    /**
     * Where poison goes; by default the Kafka topic {@code <group.id>.dead-letters} on the same cluster. The consumer
     * closes it when it closes itself.
     */
    public KeyedConsumerBuilder<K, V> deadLetters(DeadLetters deadLetters) {
        this.deadLetters = Optional.of(deadLetters);
        return this;
    }

    /** Takes possession of each partition before its records are handed out; by default nothing does. */
    public KeyedConsumerBuilder<K, V> fence(PartitionFence fence) {
        this.fence = Optional.of(fence);
        return this;
    }

    /** Hears what happens; by default nobody does. */
    public KeyedConsumerBuilder<K, V> listener(ConsumerListener listener) {
        this.listener = Optional.of(listener);
        return this;
    }

    /** How many records, or batches, may be in handlers at once, at least 1; 64 by default. */
    public KeyedConsumerBuilder<K, V> maxConcurrency(int maxConcurrency) {
        this.maxConcurrency = maxConcurrency;
        return this;
    }

    /**
     * How many polled records may be not done at once, at least 1; 10,000 by default. The bound is exact: polling
     * pauses while less room than {@code max.poll.records} is left, and goes on when half is free. Unless set, {@code
     * max.poll.records} is the smaller of 500 and half of this.
     */
    public KeyedConsumerBuilder<K, V> maxBufferedRecords(int maxBufferedRecords) {
        this.maxBufferedRecords = maxBufferedRecords;
        return this;
    }

    /**
     * How many bytes of keys, values and headers may be polled and not done at once, at least 1; 64 MiB by default.
     * Polling pauses when the bound is reached, so it may be passed by what the last poll returned, and goes on when
     * half is free.
     */
    public KeyedConsumerBuilder<K, V> maxBufferedBytes(long maxBufferedBytes) {
        this.maxBufferedBytes = maxBufferedBytes;
        return this;
    }

    /**
     * How many records of one partition may be done beyond its first that is not, at least 1; 100,000 by default. The
     * partition pauses there; what was polled before is still handled, so up to {@link #maxBufferedRecords} may come on
     * top. It bounds what one stuck key can make a crash deliver again.
     */
    public KeyedConsumerBuilder<K, V> maxDoneBeyond(int maxDoneBeyond) {
        this.maxDoneBeyond = maxDoneBeyond;
        return this;
    }

    /** How often offsets are committed, positive; every second by default. It bounds what a crash delivers again. */
    public KeyedConsumerBuilder<K, V> commitInterval(Duration commitInterval) {
        this.commitInterval = commitInterval;
        return this;
    }

    /**
     * After how many records done offsets are committed before the interval is over, at least 1; 10,000 by default. One
     * commit is under way at a time, so a slow coordinator makes it more.
     */
    public KeyedConsumerBuilder<K, V> commitRecords(int commitRecords) {
        this.commitRecords = commitRecords;
        return this;
    }

    /**
     * How long a revoked partition waits for its records in flight, positive; 20 s by default. It must leave 5 s of
     * {@code max.poll.interval.ms} for the commit that follows.
     */
    public KeyedConsumerBuilder<K, V> drainDeadline(Duration drainDeadline) {
        this.drainDeadline = drainDeadline;
        return this;
    }

    /**
     * A consumer that is ready to start.
     *
     * @throws IllegalArgumentException if a setting is missing or wrong; the message is a sentence that names it
     */
    public KeyedConsumer<K, V> build() {
        Handling<K, V> handling = handling();
        require(!topics.isEmpty(), "topics must name at least one topic");
        requireAtLeastOne("maxConcurrency", maxConcurrency);
        requireAtLeastOne("maxBufferedRecords", maxBufferedRecords);
        requireAtLeastOne("maxBufferedBytes", maxBufferedBytes);
        requireAtLeastOne("maxDoneBeyond", maxDoneBeyond);
        requireAtLeastOne("maxBatchRecords", maxBatchRecords);
        requireAtLeastOne("commitRecords", commitRecords);
        requirePositive("commitInterval", commitInterval);
        requirePositive("drainDeadline", drainDeadline);

        Map<String, Object> kafka = kafkaConfig();
        Map<String, Object> parsed = parse(kafka);
        String group = group(parsed);
        int maxPollRecords = intOf(parsed, ConsumerConfig.MAX_POLL_RECORDS_CONFIG);
        require(
                maxPollRecords <= maxBufferedRecords,
                "maxBufferedRecords must be at least max.poll.records (" + maxPollRecords + "), but is "
                        + maxBufferedRecords);
        int maxPollInterval = intOf(parsed, ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG);
        require(
                drainDeadline.compareTo(Duration.ofMillis(maxPollInterval).minus(COMMIT_ALLOWANCE)) <= 0,
                "drainDeadline must be at least " + COMMIT_ALLOWANCE.toSeconds()
                        + " s shorter than max.poll.interval.ms (" + maxPollInterval + "), but is " + drainDeadline);

        // The engine finds positions itself, to tell what is lost where the client would go on in silence.
        kafka.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return new KeyedConsumer<>(new Settings<>(
                group,
                Map.copyOf(kafka),
                maxPollRecords,
                StartingPoint.parse(String.valueOf(parsed.get(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG))),
                topics,
                keyDeserializer,
                valueDeserializer,
                handling,
                failurePolicy,
                deadLetters,
                fence,
                listener,
                maxConcurrency,
                maxBufferedRecords,
                maxBufferedBytes,
                maxDoneBeyond,
                commitInterval,
                commitRecords,
                drainDeadline));
    }

    private Handling<K, V> handling() {
        RecordHandler<K, V> forEach = handler;
        BatchHandler<K, V> forBatches = batchHandler;
        require(forEach == null || forBatches == null, "only one of handler and batchHandler may be set");
        if (forEach != null) {
            require(
                    maxBatchRecords == Integer.MAX_VALUE,
                    "maxBatchRecords is for a batchHandler, but a handler is set");
            return new Handling.EachRecord<>(forEach);
        }
        if (forBatches != null) {
            return new Handling.InBatches<>(forBatches, maxBatchRecords);
        }
        throw new IllegalArgumentException("handler or batchHandler is missing");
    }

    private Map<String, Object> kafkaConfig() {
        Object autoCommit = clientConfig.get(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG);
        require(
                autoCommit == null || !Boolean.parseBoolean(autoCommit.toString()),
                "enable.auto.commit must not be true: it would commit records that are not done");
        Map<String, Object> kafka = new HashMap<>(clientConfig);
        kafka.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        kafka.remove(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG);
        kafka.remove(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);
        kafka.putIfAbsent(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        kafka.putIfAbsent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        kafka.putIfAbsent(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        kafka.putIfAbsent(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                Math.min(USUAL_MAX_POLL_RECORDS, Math.max(1, maxBufferedRecords / 2)));
        return kafka;
    }

    /** Kafka's own reading of its settings, so that a number may come as text here as it may there. */
    private static Map<String, Object> parse(Map<String, Object> kafka) {
        Map<String, Object> complete = new HashMap<>(kafka);
        // Required by the definition, and given to the client as instances.
        complete.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, Deserializer.class);
        complete.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, Deserializer.class);
        try {
            return ConsumerConfig.configDef().parse(complete);
        } catch (ConfigException e) {
            throw new IllegalArgumentException("the client configuration is not valid: " + e.getMessage(), e);
        }
    }

    private static String group(Map<String, Object> parsed) {
        Object group = parsed.get(ConsumerConfig.GROUP_ID_CONFIG);
        if (group == null || group.toString().isBlank()) {
            throw new IllegalArgumentException("group.id is missing in the client configuration");
        }
        return group.toString();
    }

    private static int intOf(Map<String, Object> parsed, String name) {
        return Objects.requireNonNull((Integer) parsed.get(name), name);
    }

    private static void requireAtLeastOne(String setting, long value) {
        require(value >= 1, setting + " must be at least 1, but is " + value);
    }

    private static void requirePositive(String setting, Duration value) {
        require(value.isPositive(), setting + " must be positive, but is " + value);
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }
}
