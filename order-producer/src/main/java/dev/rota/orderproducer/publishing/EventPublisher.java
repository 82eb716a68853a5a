package dev.rota.orderproducer.publishing;

import dev.rota.contracts.TopicCatalogue;
import dev.rota.orderproducer.event.EventIds;
import dev.rota.orderproducer.event.OutgoingEvent;
import dev.rota.orderproducer.event.SourceTopic;
import dev.rota.orderproducer.publishing.PublishOutcome.Acknowledged;
import dev.rota.orderproducer.publishing.PublishOutcome.NotWritten;
import io.opentelemetry.api.trace.Span;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.serialization.Serializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes events to Kafka and says how it ended. Records of one key that are published one after the other, and in the
 * same way, stand in the log in that order. Nothing is ever sent a second time from here: the producer retries by itself, within
 * {@code delivery.timeout.ms} and without reordering, and whoever asks again after that asks with the same event id.
 */
@Startup
@Singleton
public class EventPublisher {

    private static final Logger LOG = Logger.getLogger(EventPublisher.class);
    private static final TopicCatalogue CATALOGUE = TopicCatalogue.load();

    private final Producers producers;
    private final Serializer<SpecificRecord> serializer;
    private final RegisteredSchemas schemas;
    private final TopicMetadata metadata;
    private final PublishedRecords published;
    private final RecordTracing tracing;
    private final Keying keying;

    EventPublisher(
            Producers producers,
            Serializer<SpecificRecord> serializer,
            RegisteredSchemas schemas,
            TopicMetadata metadata,
            PublishedRecords published,
            RecordTracing tracing,
            @ConfigProperty(name = "rota.keying", defaultValue = "key") Keying keying) {
        this.producers = producers;
        this.serializer = serializer;
        this.schemas = schemas;
        this.metadata = metadata;
        this.published = published;
        this.tracing = tracing;
        this.keying = keying;
        if (keying != Keying.KEY) {
            LOG.warnf("rota.keying=%s: the records of one key are in no order", keying);
        }
    }

    /** Like {@link #publish(OutgoingEvent, Dispatch)}, at once. */
    public CompletionStage<PublishOutcome> publish(OutgoingEvent event) {
        return publish(event, Dispatch.SINGLE);
    }

    /**
     * Sends one event. Thread-safe. A {@linkplain Dispatch#SINGLE single} one never waits: a record for which there is no room, or
     * no partition known, is refused at once, and an event loop may call this. One of {@linkplain Dispatch#BULK many} waits for
     * room on the calling thread, for {@code bulk-room-within} or until it is interrupted.
     *
     * @return the outcome, within {@code outcome-within} of this method's return; never completed exceptionally. It is completed on the
     *     producer's I/O thread: what is chained to it must not block.
     */
    public CompletionStage<PublishOutcome> publish(OutgoingEvent event, Dispatch dispatch) {
        if (!schemas.has(event.topic())) {
            return ended(
                    event.topic(),
                    new NotWritten("the schema of " + event.topic() + " has not been found in the registry"));
        }
        if (dispatch == Dispatch.BULK && metadata.isMissing(event.topic())) {
            // Each record of many would wait for it.
            return ended(event.topic(), new NotWritten("no broker has told of " + event.topic()));
        }
        byte[] value;
        try {
            value = serializer.serialize(event.topic().topicName(), event.value());
        } catch (RuntimeException failure) {
            return ended(event.topic(), PublishFailures.beforeSending(failure));
        }
        return send(event.topic(), event.key(), value, dispatch);
    }

    /**
     * Sends bytes as they are, which may be nothing that a reader of the topic understands; otherwise like
     * {@link #publish}.
     */
    public CompletionStage<PublishOutcome> publishRaw(SourceTopic topic, String key, byte[] value) {
        return send(topic, key, value, Dispatch.SINGLE);
    }

    private CompletionStage<PublishOutcome> send(SourceTopic topic, String key, byte[] value, Dispatch dispatch) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic.topicName(), recordKey(key), value);
        CompletableFuture<PublishOutcome> outcome = new CompletableFuture<>();
        Thread caller = Thread.currentThread();
        Span span = tracing.begin(record);
        try {
            // The callback hears all that the returned future would say.
            var _ = producers.of(dispatch).send(record, (place, failure) -> {
                tracing.end(span, place, failure);
                if (failure == null) {
                    published.acknowledged(topic, record.key(), place);
                    end(outcome, topic, new Acknowledged(place.partition(), place.offset()));
                } else if (Thread.currentThread().equals(caller)) {
                    // Kafka calls back on the caller's thread only for records that it has not taken.
                    end(outcome, topic, PublishFailures.beforeSending(failure));
                } else {
                    end(outcome, topic, PublishFailures.afterSending(failure));
                }
            });
        } catch (RuntimeException failure) {
            tracing.end(span, null, failure);
            end(outcome, topic, PublishFailures.beforeSending(failure));
        }
        return outcome;
    }

    private void end(CompletableFuture<PublishOutcome> outcome, SourceTopic topic, PublishOutcome ended) {
        published.record(topic, ended);
        outcome.complete(ended);
    }

    private CompletionStage<PublishOutcome> ended(SourceTopic topic, PublishOutcome outcome) {
        published.record(topic, outcome);
        return CompletableFuture.completedStage(outcome);
    }

    private @Nullable String recordKey(String key) {
        return switch (keying) {
            case KEY -> key;
            case RANDOM -> EventIds.fresh().toString();
            case NONE -> null;
        };
    }

    /**
     * How many partitions a topic has, by the brokers or, while none has answered, by the catalogue. Never waits.
     */
    public int partitionsOf(SourceTopic topic) {
        return metadata.partitions(topic)
                .orElseGet(() -> CATALOGUE.topic(topic.topicName()).partitions());
    }

    /**
     * Where the records of a key go: where every Kafka client puts them that leaves it to Kafka's own partitioner. With
     * another {@link #keying} than {@link Keying#KEY} the records sent from here do not have their event's key. Never waits.
     *
     * @return empty while no broker has told of the topic
     */
    public Optional<Placement> placeOf(SourceTopic topic, String key) {
        OptionalInt partitions = metadata.partitions(topic);
        return partitions.isEmpty()
                ? Optional.empty()
                : Optional.of(new Placement(
                        BuiltInPartitioner.partitionForKey(key.getBytes(StandardCharsets.UTF_8), partitions.getAsInt()),
                        partitions.getAsInt()));
    }

    /** Which keys the records get. */
    public Keying keying() {
        return keying;
    }
}
