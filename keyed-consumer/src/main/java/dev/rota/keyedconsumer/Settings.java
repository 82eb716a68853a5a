package dev.rota.keyedconsumer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * What a {@link KeyedConsumerBuilder} was told, checked. The builder documents each.
 *
 * @param kafka the Kafka consumer's settings, with those that the engine needs
 * @param maxPollRecords what one poll may return at most, as {@code kafka} has it
 */
record Settings<K, V>(
        String group,
        Map<String, Object> kafka,
        int maxPollRecords,
        StartingPoint startingPoint,
        List<String> topics,
        Deserializer<K> keyDeserializer,
        Deserializer<V> valueDeserializer,
        Handling<K, V> handling,
        FailurePolicy failurePolicy,
        Optional<DeadLetters> deadLetters,
        Optional<PartitionFence> fence,
        Optional<ConsumerListener> listener,
        int maxConcurrency,
        int maxBufferedRecords,
        long maxBufferedBytes,
        int maxDoneBeyond,
        Duration commitInterval,
        int commitRecords,
        Duration drainDeadline) {

    /** What tells this member from the others of its group in logs; empty if it was given no name. */
    Optional<String> clientId() {
        return Optional.ofNullable(kafka.get(ConsumerConfig.CLIENT_ID_CONFIG)).map(Object::toString);
    }
}
