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
 * Has the producer learn its topics' partitions before the first record needs them, from the start on until it has. Sending
 * never waits for anything, so a record of a topic not known yet is refused.
 *
 * <p>Its own virtual thread asks; any thread may look.
 */
@Startup
@Singleton
class TopicMetadata {

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Producer<String, byte[]> producer;
    private final Thread search = Thread.ofVirtual().name("topic-search").unstarted(this::findAll);

    TopicMetadata(Producer<String, byte[]> producer) {
        this.producer = producer;
    }

    @PostConstruct
    void start() {
        search.start();
    }

    @PreDestroy
    void stop() {
        search.interrupt();
    }

    /** The topics that the producer cannot place a record in now; asking makes it look for them. */
    List<SourceTopic> missing() {
        return Arrays.stream(SourceTopic.values())
                .filter(topic -> partitions(topic).isEmpty())
                .toList();
    }

    /** How many partitions a topic has; empty while the producer does not know. Never waits. */
    OptionalInt partitions(SourceTopic topic) {
        try {
            // Answered from memory, at once; a topic that is not there is asked for in the background.
            int partitions = producer.partitionsFor(topic.topicName()).size();
            return partitions == 0 ? OptionalInt.empty() : OptionalInt.of(partitions);
        } catch (KafkaException | IllegalStateException _) {
            return OptionalInt.empty();
        }
    }

    private void findAll() {
        try {
            while (!missing().isEmpty()) {
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
