package dev.rota.analytics.query;

import dev.rota.analytics.streams.AnalyticsConfig;
import dev.rota.analytics.streams.AnalyticsStreams;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The stores of this replica. Thread-safe. */
@Singleton
class LocalStores {

    private final AnalyticsStreams analytics;
    private final AnalyticsConfig config;

    LocalStores(AnalyticsStreams analytics, AnalyticsConfig config) {
        this.analytics = analytics;
        this.config = config;
    }

    /**
     * What a store says.
     *
     * @param value it
     * @param behind how many records of its changelog are not in it yet, if it is a copy; empty if this replica works on it
     */
    record Reading<T>(T value, OptionalLong behind) {}

    /**
     * Reads from a partition.
     *
     * @param mayBeStale whether a copy will do
     * @throws NotHereException if it is not here as it is wanted
     */
    <K, V, T> Reading<T> read(
            String store, int partition, boolean mayBeStale, Function<ReadOnlyKeyValueStore<K, V>, T> question) {
        return mayBeStale ? any(store, partition, question) : active(store, partition, question);
    }

    /**
     * Reads from a partition that this replica works on.
     *
     * @throws NotHereException if it does not, or not yet
     */
    private <K, V, T> Reading<T> active(
            String store, int partition, Function<ReadOnlyKeyValueStore<K, V>, T> question) {
        StoreQueryParameters<ReadOnlyKeyValueStore<K, V>> parameters = of(store, partition);
        return new Reading<>(read(parameters, question), OptionalLong.empty());
    }

    /**
     * Reads from a partition that this replica works on or keeps a copy of, if that is not too far behind.
     *
     * @throws NotHereException if it does neither, or is too far behind
     */
    private <K, V, T> Reading<T> any(String store, int partition, Function<ReadOnlyKeyValueStore<K, V>, T> question) {
        // First how far it is behind: what is read after that is not older.
        long behind = behind(store, partition);
        if (behind > config.staleRecords()) {
            throw new NotHereException(
                    "the copy of %s, partition %d, is %d records behind".formatted(store, partition, behind));
        }
        StoreQueryParameters<ReadOnlyKeyValueStore<K, V>> parameters = of(store, partition);
        return new Reading<>(read(parameters.enableStaleStores(), question), OptionalLong.of(behind));
    }

    private static <K, V> StoreQueryParameters<ReadOnlyKeyValueStore<K, V>> of(String store, int partition) {
        return StoreQueryParameters.fromNameAndType(store, QueryableStoreTypes.<K, V>keyValueStore())
                .withPartition(partition);
    }

    private <K, V, T> T read(
            StoreQueryParameters<ReadOnlyKeyValueStore<K, V>> parameters,
            Function<ReadOnlyKeyValueStore<K, V>, T> question) {
        try {
            return question.apply(analytics.kafkaStreams().store(parameters));
        } catch (InvalidStateStoreException e) {
            throw new NotHereException(String.valueOf(e.getMessage()));
        }
    }

    private long behind(String store, int partition) {
        Map<Integer, LagInfo> lags =
                analytics.kafkaStreams().allLocalStorePartitionLags().getOrDefault(store, Map.of());
        LagInfo lag = lags.get(partition);
        if (lag == null) {
            throw new NotHereException("%s, partition %d, is not here".formatted(store, partition));
        }
        return lag.offsetLag();
    }
}
