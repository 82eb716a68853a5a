package dev.rota.billing.deadletter;

import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a letter's record to where it came from: its key bytes, value bytes and headers as they were, and nothing else.
 * What a header says redirects nothing. The timestamp is new, or the topic's retention could take the record at once.
 *
 * <p>Thread-safe; its Kafka clients are opened by the first redrive.
 */
@ApplicationScoped
class LetterSender {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Admin admin;
    private final Producer<byte[], byte[]> producer;

    LetterSender(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        admin = Admin.create(adminConfig(kafka));
        producer = new KafkaProducer<>(producerConfig(kafka), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** What became of a record. */
    sealed interface Sent {

        /** The brokers have it. */
        record Acknowledged(RecordPlace at) implements Sent {}

        /** They did not say so in time; they may have it. */
        record Unacknowledged(String why) implements Sent {}

        /** It was not sent, or they do not take it; later would not help. */
        record Refused(String why) implements Sent {}
    }

    private static Map<String, Object> adminConfig(Map<String, Object> kafka) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.keySet().retainAll(AdminClientConfig.configNames());
        config.computeIfPresent(CommonClientConfigs.CLIENT_ID_CONFIG, (name, id) -> id + "-redrive-admin");
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
        return config;
    }

    private static Map<String, Object> producerConfig(Map<String, Object> kafka) {
        Map<String, Object> config = new HashMap<>(kafka);
        config.keySet().retainAll(ProducerConfig.configNames());
        // A consumer's interceptors are no producer's; nothing here is transactional.
        config.remove(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
        config.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        config.computeIfPresent(ProducerConfig.CLIENT_ID_CONFIG, (name, id) -> id + "-redrive");
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // Somebody waits for the answer.
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 3_000);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000);
        // As large as the consumer's dead letters may be.
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 16 * 1024 * 1024);
        return config;
    }

    @PreDestroy
    void close() {
        producer.close(CLOSE_TIMEOUT);
        admin.close(CLOSE_TIMEOUT);
    }

    /** Sends one letter, complete with its value, and returns when its outcome is known: within 16 s. */
    Sent send(Letter letter) {
        Optional<String> topic = letter.diagnosis().topic();
        if (topic.isEmpty()) {
            return new Sent.Refused("the letter does not say where its record came from");
        }
        try {
            TopicDescription origin = describe(topic.get());
            if (origin.isInternal()) {
                return new Sent.Refused("the topic " + origin.name() + " is Kafka's own");
            }
            RecordMetadata at = producer.send(original(letter, origin)).get();
            return new Sent.Acknowledged(new RecordPlace(at.topic(), at.partition(), at.offset()));
        } catch (ExecutionException e) {
            return judge(topic.get(), e.getCause());
        } catch (KafkaException e) {
            return judge(topic.get(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Sent.Unacknowledged("the service is stopping");
        }
    }

    /** Asked first, for a producer would create a topic that is gone. */
    private TopicDescription describe(String topic) throws ExecutionException, InterruptedException {
        Map<String, KafkaFuture<TopicDescription>> answers =
                admin.describeTopics(List.of(topic)).topicNameValues();
        return Objects.requireNonNull(answers.get(topic)).get();
    }

    /** The same partition keeps it in its key's lane, whoever chose that partition; if it is gone, Kafka chooses. */
    private static ProducerRecord<byte[], byte[]> original(Letter letter, TopicDescription origin) {
        @Nullable Integer partition = letter.diagnosis()
                .partition()
                .filter(number -> number < origin.partitions().size())
                .orElse(null);
        return new ProducerRecord<>(origin.name(), partition, null, letter.key(), letter.value(), letter.headers());
    }

    private static Sent judge(String topic, @Nullable Throwable cause) {
        return switch (cause) {
            case UnknownTopicOrPartitionException _ -> new Sent.Refused("the topic " + topic + " does not exist");
            case RetriableException passing ->
                new Sent.Unacknowledged("Kafka did not acknowledge the record in time ("
                        + passing.getClass().getSimpleName() + ")");
            case ApiException refusal ->
                new Sent.Refused(
                        "Kafka refused the record (" + refusal.getClass().getSimpleName() + ")");
            case null, default -> new Sent.Unacknowledged("Kafka did not acknowledge the record");
        };
    }
}
