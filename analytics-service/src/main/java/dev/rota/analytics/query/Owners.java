package dev.rota.analytics.query;

import dev.rota.analytics.streams.AnalyticsConfig;
import dev.rota.analytics.streams.AnalyticsConfig.Protocol;
import dev.rota.analytics.streams.AnalyticsStreams;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response.Status;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.HostInfo;

/**
 * Which replicas work on a partition, and which keep copies, so far as the group has told this one. Thread-safe.
 *
 * <p>On the protocol {@code streams} Kafka 4.2 knows of each replica the partitions of one thread only: of the others' partitions any
 * replica may be the owner, and keep copies.
 */
@Singleton
class Owners {

    /** Why nobody is known to. */
    static final String UNKNOWN = "the replicas are dividing the partitions among themselves";

    private final AnalyticsStreams analytics;
    private final boolean areSomeUnknown;
    private final Set<String> kept;

    Owners(AnalyticsStreams analytics, AnalyticsConfig config) {
        this.analytics = analytics;
        kept = analytics.stores();
        areSomeUnknown = config.protocol() == Protocol.STREAMS;
    }

    /**
     * Who may know of a partition.
     *
     * @param owners may work on it; one as a rule
     * @param copies may keep a copy
     */
    record Replicas(Set<HostInfo> owners, Set<HostInfo> copies) {}

    /**
     * Those of a partition; empty while it moves.
     *
     * @throws HttpProblem 404 if no replica keeps the store
     * @throws NotHereException if this replica has not begun, or has ended
     */
    Optional<Replicas> ofPartition(String store, int partition) {
        if (!kept.contains(store)) {
            throw HttpProblem.builder()
                    .withStatus(Status.NOT_FOUND)
                    .withTitle(Status.NOT_FOUND.getReasonPhrase())
                    .withDetail("Nobody keeps " + store + " here: rota.analytics.analyses leaves out what it is for")
                    .build();
        }
        try {
            Optional<KeyQueryMetadata> theirs = analytics.replicasOf(store, partition);
            return areSomeUnknown ? ofAll(theirs, all(analytics.kafkaStreams())) : theirs.map(Owners::ofSome);
        } catch (StreamsException | IllegalStateException e) {
            throw new NotHereException(String.valueOf(e.getMessage()));
        }
    }

    /** While a partition moves nobody may own it, and copies be kept all the same. */
    static Replicas ofSome(KeyQueryMetadata theirs) {
        HostInfo owner = theirs.activeHost();
        return new Replicas(owner.equals(HostInfo.unavailable()) ? Set.of() : Set.of(owner), theirs.standbyHosts());
    }

    /** Those that are known to, or else all. */
    static Optional<Replicas> ofAll(Optional<KeyQueryMetadata> theirs, Set<HostInfo> all) {
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Set<HostInfo> owners = theirs.map(KeyQueryMetadata::activeHost)
                .filter(all::contains)
                .map(Set::of)
                .orElse(all);
        Set<HostInfo> copies =
                new LinkedHashSet<>(theirs.map(KeyQueryMetadata::standbyHosts).orElse(Set.of()));
        copies.addAll(all);
        return Optional.of(new Replicas(owners, copies));
    }

    private static Set<HostInfo> all(KafkaStreams streams) {
        return streams.metadataForAllStreamsClients().stream()
                .map(StreamsMetadata::hostInfo)
                .collect(Collectors.toUnmodifiableSet());
    }
}
