package dev.rota.orderproducer.publishing;

import dev.rota.contracts.TopicCatalogue;
import dev.rota.orderproducer.event.OutgoingEvent;
import dev.rota.orderproducer.event.SourceTopic;
import dev.rota.orderproducer.publishing.PublishOutcome.Acknowledged;
import dev.rota.orderproducer.publishing.PublishOutcome.NotWritten;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Writes events to Kafka and says how it ended. Records of one key that are published one after the other stand in the
 * log in that order. Nothing is ever sent a second time from here: the producer retries by itself, within
 * {@code delivery.timeout.ms} and without reordering, and whoever asks again after that asks with the same event id.
 */
@Startup
@Singleton
public class EventPublisher {

    private static final TopicCatalogue CATALOGUE = TopicCatalogue.load();

    private final Producer<String, SpecificRecord> producer;
    private final RegisteredSchemas schemas;
    private final PublishedRecords published;

    EventPublisher(Producer<String, SpecificRecord> producer, RegisteredSchemas schemas, PublishedRecords published) {
        this.producer = producer;
        this.schemas = schemas;
        this.published = published;
    }

    /**
     * Sends one event. Thread-safe. May block the caller for {@code max.block.ms} when the buffer is full or no broker is
     * known, so it belongs on a virtual thread, never on an event loop.
     *
     * @return the outcome, within {@code outcome-within}; never completed exceptionally. It is completed on the
     *     producer's I/O thread: what is chained to it must not block.
     */
    public CompletionStage<PublishOutcome> publish(OutgoingEvent event) {
        CompletableFuture<PublishOutcome> outcome = new CompletableFuture<>();
        send(event, outcome);
        return outcome.whenComplete((ended, _) -> published.record(event.topic(), ended));
    }

    /**
     * How many partitions a topic has, by the brokers or, while none answers, by the catalogue. Blocks for
     * {@code max.block.ms} at most.
     */
    public int partitionsOf(SourceTopic topic) {
        try {
            return producer.partitionsFor(topic.topicName()).size();
        } catch (TimeoutException _) {
            return CATALOGUE.topic(topic.topicName()).partitions();
        }
    }

    private void send(OutgoingEvent event, CompletableFuture<PublishOutcome> outcome) {
        if (!schemas.has(event.topic())) {
            outcome.complete(new NotWritten("the schema of " + event.topic() + " has not been found in the registry"));
            return;
        }
        Thread caller = Thread.currentThread();
        try {
            // The callback hears all that the returned future would say.
            var _ = producer.send(
                    new ProducerRecord<>(event.topic().topicName(), event.key(), event.value()),
                    (metadata, failure) -> {
                        if (failure == null) {
                            outcome.complete(new Acknowledged(metadata.partition(), metadata.offset()));
                        } else if (Thread.currentThread().equals(caller)) {
                            // Kafka calls back on the caller's thread only for records that it has not taken.
                            outcome.complete(PublishFailures.beforeSending(failure));
                        } else {
                            outcome.complete(PublishFailures.afterSending(failure));
                        }
                    });
        } catch (RuntimeException failure) {
            outcome.complete(PublishFailures.beforeSending(failure));
        }
    }
}
