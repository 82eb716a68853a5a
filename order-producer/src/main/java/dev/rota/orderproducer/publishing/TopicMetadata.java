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
 * Has the producers learn their topics' partitions before the first record needs them, from the start on until it has. Sending
 * never waits for anything, so a record of a topic not known yet is refused.
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

    /** The topics that a producer cannot place a record in now; asking makes it look for them. */
    List<SourceTopic> missing() {
        return Arrays.stream(SourceTopic.values())
                .filter(topic -> partitions(topic).isEmpty())
                .toList();
    }

    /** How many partitions a topic has; empty while not all producers know it. Never waits. */
    OptionalInt partitions(SourceTopic topic) {
        int partitions = Math.min(partitions(producers.single(), topic), partitions(producers.bulk(), topic));
        return partitions == 0 ? OptionalInt.empty() : OptionalInt.of(partitions);
    }

    private static int partitions(Producer<?, ?> producer, SourceTopic topic) {
        try {
            // Answered from memory, at once; a topic that is not there is asked for in the background.
            return producer.partitionsFor(topic.topicName()).size();
        } catch (KafkaException | IllegalStateException _) {
            return 0;
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
