package dev.rota.analytics.query;

import dev.rota.analytics.streams.AnalyticsStreams;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/** Which replicas work on a partition, and which keep copies, so far as the group has told this one. Thread-safe. */
@Singleton
class Owners {

    /** Why nobody is known to. */
    static final String UNKNOWN = "the replicas are dividing the partitions among themselves";

    private final AnalyticsStreams analytics;

    Owners(AnalyticsStreams analytics) {
        this.analytics = analytics;
    }

    /** Those of a key's partition; empty while it moves. */
    Optional<KeyQueryMetadata> ofKey(String store, String key) {
        try (StringSerializer keys = new StringSerializer()) {
            return known(() -> analytics.kafkaStreams().queryMetadataForKey(store, key, keys));
        }
    }

    /** Those of a partition; empty while it moves. */
    Optional<KeyQueryMetadata> ofPartition(String store, int partition) {
        // The key is not looked at: whichever it is, it is in this partition.
        StreamPartitioner<String, Object> always = (_, _, _, _) -> Optional.of(Set.of(partition));
        return known(() -> analytics.kafkaStreams().queryMetadataForKey(store, "", always));
    }

    private static Optional<KeyQueryMetadata> known(Supplier<@Nullable KeyQueryMetadata> ask) {
        try {
            return Optional.ofNullable(ask.get()).filter(owners -> !owners.equals(KeyQueryMetadata.NOT_AVAILABLE));
        } catch (StreamsException | IllegalStateException e) {
            throw new NotHereException(String.valueOf(e.getMessage()));
        }
    }
}
