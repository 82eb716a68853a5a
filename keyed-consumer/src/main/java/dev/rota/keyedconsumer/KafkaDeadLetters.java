package dev.rota.keyedconsumer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Dead letters in a Kafka topic: the original key and value bytes and the original headers, followed by headers that
 * say where the record came from and why it was given up. All header values are UTF-8 text:
 *
 * <table>
 * <caption>Headers of a dead letter, named as Kafka Connect and Kafka Streams name theirs</caption>
 * <tr><td>{@value #TOPIC}</td><td>topic it was read from</td></tr>
 * <tr><td>{@value #PARTITION}</td><td>partition there</td></tr>
 * <tr><td>{@value #OFFSET}</td><td>offset there</td></tr>
 * <tr><td>{@value #TIMESTAMP}</td><td>its own timestamp, milliseconds since the epoch</td></tr>
 * <tr><td>{@value #GROUP}</td><td>consumer group that gave up</td></tr>
 * <tr><td>{@value #STAGE}</td><td>{@code DESERIALIZATION} or {@code HANDLER}</td></tr>
 * <tr><td>{@value #REASON}</td><td>why, in the word of the {@link Verdict.Poison}</td></tr>
 * <tr><td>{@value #ATTEMPTS}</td><td>attempts made, at least 1</td></tr>
 * <tr><td>{@value #EXCEPTION}</td><td>class of the last exception</td></tr>
 * <tr><td>{@value #MESSAGE}</td><td>its message, its first 1,000 characters; empty if it had none</td></tr>
 * </table>
 *
 * <p>A letter may be stored twice, after a crash for instance: topic, partition, offset and group together identify it.
 * A record that was sent back and failed again carries the headers twice; the last of each name count.
 *
 * <p>The topic must exist, and take more than its sources do ({@code max.message.bytes}): a letter is longer than its
 * record, and not compressed as that may have been. The letter's own timestamp is that of its sending, so that the topic's retention counts from
 * then.
 */
public final class KafkaDeadLetters implements DeadLetters {

    public static final String TOPIC = "__rota.errors.topic";
    public static final String PARTITION = "__rota.errors.partition";
    public static final String OFFSET = "__rota.errors.offset";
    public static final String TIMESTAMP = "__rota.errors.timestamp";
    public static final String GROUP = "__rota.errors.group";
    public static final String STAGE = "__rota.errors.stage";
    public static final String REASON = "__rota.errors.reason";
    public static final String ATTEMPTS = "__rota.errors.attempts";
    public static final String EXCEPTION = "__rota.errors.exception";
    public static final String MESSAGE = "__rota.errors.message";

    private static final int LONGEST_MESSAGE = 1_000;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final String topic;
    private final Producer<byte[], byte[]> producer;

    private KafkaDeadLetters(String topic, Producer<byte[], byte[]> producer) {
        this.topic = topic;
        this.producer = producer;
    }

    /**
     * Opens a producer of its own for dead letters; {@link #close()} closes it.
     *
     * @param topic where the letters go
     * @param clientConfig a Kafka client's settings, a consumer's will do: what a producer does not know is left out.
     *     Always {@code acks=all} and idempotent; for what is not set, a send gives up after 30 s and a letter may have
     *     16 MiB
     */
    public static KafkaDeadLetters to(String topic, Map<String, Object> clientConfig) {
        Map<String, Object> config = new HashMap<>(clientConfig);
        config.keySet().retainAll(ProducerConfig.configNames());
        // A consumer's interceptors are no producer's, and a second client of the same id would hide the first one's
        // metrics.
        config.remove(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
        config.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        config.computeIfPresent(ProducerConfig.CLIENT_ID_CONFIG, (name, id) -> id + "-dead-letters");
        config.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        config.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        config.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        // Room for the largest record a source topic may hold together with the error headers.
        config.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 16 * 1024 * 1024);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        return new KafkaDeadLetters(
                topic, new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    /** Where the letters go. */
    public String topic() {
        return topic;
    }

    @Override
    public void send(DeadLetter letter) throws Exception {
        ConsumerRecord<byte[], byte[]> original = letter.record();
        // No timestamp: an old record must not fall to the retention of the dead-letter topic at once.
        ProducerRecord<byte[], byte[]> copy =
                new ProducerRecord<>(topic, null, null, original.key(), original.value(), headers(letter));
        try {
            producer.send(copy).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static Headers headers(DeadLetter letter) {
        ConsumerRecord<byte[], byte[]> original = letter.record();
        Failure failure = letter.failure();
        Headers headers = new RecordHeaders(original.headers());
        add(headers, TOPIC, original.topic());
        add(headers, PARTITION, Integer.toString(original.partition()));
        add(headers, OFFSET, Long.toString(original.offset()));
        add(headers, TIMESTAMP, Long.toString(original.timestamp()));
        add(headers, GROUP, letter.group());
        add(headers, STAGE, failure.stage().name());
        add(headers, REASON, letter.reason());
        add(headers, ATTEMPTS, Integer.toString(failure.attempt()));
        add(headers, EXCEPTION, failure.cause().getClass().getName());
        add(
                headers,
                MESSAGE,
                shortened(Objects.requireNonNullElse(failure.cause().getMessage(), "")));
        return headers;
    }

    /** A message may repeat a value of any length, and the letter must fit into its topic. */
    private static String shortened(String message) {
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…";
    }

    private static void add(Headers headers, String name, String text) {
        headers.add(name, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
