package dev.rota.analytics.streams;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.state.HostInfo;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** Whether this instance works, whether it can be asked, and whether it has begun. Asks nobody else. */
@Singleton
class StreamsHealth {

    private static final String NAME = "Streams";

    @Produces
    @Singleton
    @Liveness
    HealthCheck works(AnalyticsStreams analytics) {
        return () -> {
            State state = analytics.kafkaStreams().state();
            long threads = livingThreads(analytics);
            return named(state)
                    .withData("threads", threads)
                    .status(!analytics.hasFailed() && isAlive(state, threads))
                    .build();
        };
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck canBeAsked(
            AnalyticsStreams analytics, GroupContact group, RestoreProgress restores, AnalyticsConfig config) {
        return () -> {
            State state = analytics.kafkaStreams().state();
            boolean hears = group.isHeld();
            long left = restores.recordsLeft();
            long nobodyElses =
                    restores.recordsLeft((store, partition) -> !isKeptElsewhere(analytics, config, store, partition));
            return named(state)
                    .withData("hearsOfItsGroup", hears)
                    .withData("recordsToRestore", left)
                    .withData("waitsForRegistry", analytics.waitsForRegistry())
                    .status(hears
                            && canBeAsked(state, analytics.wasRunning(), left, nobodyElses, config.staleRecords()))
                    .build();
        };
    }

    @Produces
    @Singleton
    @Startup
    HealthCheck hasBegun(AnalyticsStreams analytics) {
        return () -> {
            HealthCheckResponseBuilder answer =
                    named(analytics.kafkaStreams().state()).status(analytics.wasRunning());
            return analytics.amiss().isEmpty()
                    ? answer.build()
                    : answer.withData("waitingFor", String.join("; ", analytics.amiss()))
                            .build();
        };
    }

    /** Before it begins, it waits for topics, which a new start would not bring. */
    static boolean isAlive(State state, long threads) {
        return switch (state) {
            case CREATED, PENDING_SHUTDOWN -> true;
            case RUNNING, REBALANCING -> threads > 0;
            case PENDING_ERROR, ERROR, NOT_RUNNING -> false;
        };
    }

    /**
     * So long as the stores of this instance have no more left to fetch, all together, than a copy may be behind. While nothing moves, those do
     * not count of which somebody else keeps a copy: what was corrupted is fetched under a thread that runs, and the copy is asked meanwhile.
     */
    static boolean canBeAsked(
            State state, boolean wasRunning, long recordsToRestore, long recordsNobodyElseHas, long staleRecords) {
        return switch (state) {
            case RUNNING -> recordsNobodyElseHas <= staleRecords;
            case REBALANCING -> wasRunning && recordsToRestore <= staleRecords;
            case CREATED, PENDING_SHUTDOWN, PENDING_ERROR, ERROR, NOT_RUNNING -> false;
        };
    }

    private static boolean isKeptElsewhere(
            AnalyticsStreams analytics, AnalyticsConfig config, String store, int partition) {
        HostInfo self = HostInfo.buildFromEndpoint(config.advertised());
        try {
            return analytics.replicasOf(store, partition).stream()
                    .flatMap(replicas -> replicas.standbyHosts().stream())
                    .anyMatch(host -> !host.equals(self));
        } catch (StreamsException | IllegalStateException _) {
            // It ends just now.
            return false;
        }
    }

    private static long livingThreads(AnalyticsStreams analytics) {
        Set<ThreadMetadata> threads = analytics.kafkaStreams().metadataForLocalThreads();
        return threads.stream()
                .filter(thread -> !thread.threadState().equals("DEAD"))
                .count();
    }

    private static HealthCheckResponseBuilder named(State state) {
        return HealthCheckResponse.named(NAME).withData("state", state.name());
    }
}
