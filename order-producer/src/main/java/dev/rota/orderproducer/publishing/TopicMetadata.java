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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    /** Topics that not all producers have learned since the start. Emptied by the search, read by any thread. */
    private final Set<SourceTopic> sought = ConcurrentHashMap.newKeySet();

    private final Thread search = Thread.ofVirtual().name("topic-search").unstarted(this::findAll);

    TopicMetadata(Producers producers) {
        this.producers = producers;
        sought.addAll(List.of(SourceTopic.values()));
    }

    @PostConstruct
    void start() {
        search.start();
    }

    @PreDestroy
    void stop() {
        search.interrupt();
    }

    /** The topics that a record could not be placed in now; asking makes the producer look for them. */
    List<SourceTopic> missing() {
        return Arrays.stream(SourceTopic.values()).filter(this::isMissing).toList();
    }

    /** Whether a record of this topic could not be placed now. */
    boolean isMissing(SourceTopic topic) {
        return sought.contains(topic) || partitions(topic).isEmpty();
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
            while (!sought.isEmpty()) {
                // The other producer waits for them by itself.
                sought.removeIf(topic -> partitions(topic).isPresent()
                        && partitions(producers.bulk(), topic).isPresent());
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
