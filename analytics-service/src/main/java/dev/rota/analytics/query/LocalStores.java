package dev.rota.analytics.query;

import dev.rota.analytics.streams.AnalyticsConfig;
import dev.rota.analytics.streams.AnalyticsStreams;
import dev.rota.analytics.streams.GroupContact;
import dev.rota.analytics.streams.StoreLags;
import dev.rota.analytics.streams.TasksAtWork;
import dev.rota.analytics.streams.TasksAtWork.Stint;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** The stores of this replica. Thread-safe. */
@Singleton
class LocalStores {

    /** For the brokers, who know how far copies are behind. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Access stores;
    private final BiFunction<String, Integer, Optional<Stint>> work;
    private final Predicate<Stint> isHeld;
    private final Lags lags;
    private final long staleRecords;

    @Inject
    LocalStores(
            AnalyticsStreams analytics, TasksAtWork tasks, GroupContact group, StoreLags lags, AnalyticsConfig config) {
        this(
                analytics.kafkaStreams()::store,
                tasks::stint,
                stint -> group.isHeld(stint.thread()),
                () -> behind(tasks, lags),
                config.staleRecords());
    }

    /** Kafka Streams says of what is worked on that it is not behind; which is not so any more when it is taken away. */
    private static Behind behind(TasksAtWork tasks, StoreLags lags)
            throws TimeoutException, ExecutionException, InterruptedException {
        BiPredicate<String, Integer> isWorkedOn = tasks.snapshot();
        Map<String, Map<Integer, LagInfo>> all = lags.within(PATIENCE);
        return (store, partition) -> {
            @Nullable LagInfo lag = all.getOrDefault(store, Map.of()).get(partition);
            return lag == null || isWorkedOn.test(store, partition)
                    ? OptionalLong.empty()
                    : OptionalLong.of(lag.offsetLag());
        };
    }

    /**
     * Without Kafka Streams.
     *
     * @param work who works on a partition of a store here
     * @param isHeld whether nobody else can have the task since
     */
    LocalStores(
            Access stores,
            BiFunction<String, Integer, Optional<Stint>> work,
            Predicate<Stint> isHeld,
            Lags lags,
            long staleRecords) {
        this.stores = stores;
        this.work = work;
        this.isHeld = isHeld;
        this.lags = lags;
        this.staleRecords = staleRecords;
    }

    /** Kafka Streams' stores. */
    interface Access {
        <T> T store(StoreQueryParameters<T> parameters);
    }

    /** Asks how far copies are behind. */
    interface Lags {
        Behind ask() throws TimeoutException, ExecutionException, InterruptedException;
    }

    /** How many records of its changelog the copy of a store's partition is behind; empty if there is none here. */
    interface Behind {
        OptionalLong of(String store, int partition);
    }

    /**
     * What a store says.
     *
     * @param value it
     * @param behind how many records of its changelog are not in it yet, if it is a copy; empty if this replica works on it
     */
    record Reading<T>(T value, OptionalLong behind) {}

    /** Reads from partitions, for one request. */
    interface Reader {

        /**
         * Reads from one.
         *
         * @throws NotHereException if it is not here as it is wanted
         */
        <K, V, T> Reading<T> read(String store, int partition, Function<ReadOnlyKeyValueStore<K, V>, T> question);
    }

    /**
     * For one request.
     *
     * @param mayBeStale whether copies will do that are not too far behind; then the brokers are asked how far they are, once and not for long
     * @throws NotHereException if they do not say
     */
    Reader reader(boolean mayBeStale) {
        return mayBeStale ? new Copies() : this::worked;
    }

    private <K, V, T> Reading<T> worked(
            String store, int partition, Function<ReadOnlyKeyValueStore<K, V>, T> question) {
        Stint stint = work.apply(store, partition)
                .orElseThrow(() ->
                        new NotHereException("%s, partition %d, is not worked on here".formatted(store, partition)));
        T value = ask(of(store, partition), question);
        // What was lost and fetched anew meanwhile is another's work, and who was not heard of may have been replaced.
        if (!work.apply(store, partition).equals(Optional.of(stint)) || !isHeld.test(stint)) {
            throw new NotHereException(
                    "%s, partition %d, may be worked on elsewhere by now".formatted(store, partition));
        }
        return new Reading<>(value, OptionalLong.empty());
    }

    /** What is kept here, if it is not too far behind. */
    private final class Copies implements Reader {

        private final Behind behind;

        Copies() {
            // First how far they are behind: what is read after that is not older.
            this.behind = askLags();
        }

        @Override
        public <K, V, T> Reading<T> read(
                String store, int partition, Function<ReadOnlyKeyValueStore<K, V>, T> question) {
            if (work.apply(store, partition).isPresent()) {
                return worked(store, partition, question);
            }
            long records = behind.of(store, partition)
                    .orElseThrow(
                            () -> new NotHereException("%s, partition %d, is not here".formatted(store, partition)));
            if (records > staleRecords) {
                throw new NotHereException(
                        "the copy of %s, partition %d, is %d records behind".formatted(store, partition, records));
            }
            StoreQueryParameters<ReadOnlyKeyValueStore<K, V>> parameters = of(store, partition);
            return new Reading<>(ask(parameters.enableStaleStores(), question), OptionalLong.of(records));
        }
    }

    private Behind askLags() {
        try {
            return lags.ask();
        } catch (TimeoutException _) {
            throw new NotHereException("the brokers do not say how far copies are behind");
        } catch (ExecutionException e) {
            throw new NotHereException("nobody says how far copies are behind: " + e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new NotHereException("interrupted");
        }
    }

    private static <K, V> StoreQueryParameters<ReadOnlyKeyValueStore<K, V>> of(String store, int partition) {
        return StoreQueryParameters.fromNameAndType(store, QueryableStoreTypes.<K, V>keyValueStore())
                .withPartition(partition);
    }

    /** A store may be closed while it is read, and what a newer release has written there cannot be read by this one. */
    private <K, V, T> T ask(
            StoreQueryParameters<ReadOnlyKeyValueStore<K, V>> parameters,
            Function<ReadOnlyKeyValueStore<K, V>, T> question) {
        try {
            return question.apply(stores.store(parameters));
        } catch (KafkaException | UncheckedIOException | IllegalStateException e) {
            throw new NotHereException(String.valueOf(e.getMessage()));
        }
    }
}
