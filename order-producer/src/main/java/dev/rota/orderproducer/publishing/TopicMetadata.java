package dev.rota.orderproducer.publishing;

import dev.rota.orderproducer.event.SourceTopic;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/**
 * Has the producers learn their topics' partitions before the first record needs them, from the start on until they have.
 * A record of a topic that is not known is refused.
 *
 * <p>Its own virtual thread asks; any thread may look.
 */
@Startup
@Singleton
class TopicMetadata {

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Producers producers;
    private final Thread search = Thread.ofVirtual().name("topic-search").unstarted(this::findAll);

    TopicMetadata(Producers producers) {
        this.producers = producers;
    }

    @PostConstruct
    void start() {
        search.start();
    }

    @PreDestroy
    void stop() {
        search.interrupt();
    }

    /** The topics that no record could be placed in now; asking makes the producer look for them. */
    List<SourceTopic> missing() {
        return Arrays.stream(SourceTopic.values())
                .filter(topic -> partitions(topic).isEmpty())
                .toList();
    }

    /** How many partitions a topic has; empty while that is not known. Never waits. */
    OptionalInt partitions(SourceTopic topic) {
        // Answered from memory, at once; a topic that is not there is asked for in the background.
        return partitions(producers.single(), topic);
    }

    private static OptionalInt partitions(Producer<?, ?> producer, SourceTopic topic) {
        try {
            return OptionalInt.of(producer.partitionsFor(topic.topicName()).size());
        } catch (KafkaException | IllegalStateException _) {
            return OptionalInt.empty();
        }
    }

    private void findAll() {
        try {
            for (SourceTopic topic : SourceTopic.values()) {
                // The other producer waits for them by itself.
                while (partitions(topic).isEmpty()
                        || partitions(producers.bulk(), topic).isEmpty()) {
                    Thread.sleep(PAUSE);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
