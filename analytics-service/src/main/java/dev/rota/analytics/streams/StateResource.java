package dev.rota.analytics.streams;

import dev.rota.access.Roles;
import dev.rota.analytics.streams.StateView.InstanceView;
import dev.rota.analytics.streams.StateView.StoreView;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.ThreadMetadata;
import org.apache.kafka.streams.errors.StreamsException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What this instance is at, over HTTP. */
@Path("/state")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@Tag(name = "State")
public class StateResource {

    /** For the brokers, who know where changelogs end. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final AnalyticsStreams analytics;
    private final StoreLags lags;
    private final RestoreProgress restores;
    private final AnalyticsConfig config;
    private final Map<String, Integer> parts;

    StateResource(AnalyticsStreams analytics, StoreLags lags, RestoreProgress restores, AnalyticsConfig config) {
        this.analytics = analytics;
        this.lags = lags;
        this.restores = restores;
        this.config = config;
        parts = StateView.parts(analytics.topology());
    }

    @GET
    @Operation(
            summary =
                    "What this replica is at: its threads and their tasks, its stores and how far behind they are, what it is restoring, and who else there is")
    public StateView state() {
        KafkaStreams streams = analytics.kafkaStreams();
        Collection<ThreadMetadata> threads = streams.metadataForLocalThreads();
        List<String> notKnown = new ArrayList<>();
        return new StateView(
                streams.state().name(),
                config.advertised(),
                config.applicationId(),
                word(config.protocol()),
                word(config.guarantee()),
                StateView.threads(threads),
                stores(threads, notKnown),
                restores.restoring(),
                instances(streams, notKnown),
                notKnown);
    }

    private List<StoreView> stores(Collection<ThreadMetadata> threads, List<String> notKnown) {
        try {
            return StateView.stores(lags.within(PATIENCE), parts, threads);
        } catch (ExecutionException e) {
            notKnown.add("stores: " + e.getCause());
        } catch (TimeoutException e) {
            notKnown.add("stores: the brokers do not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            notKnown.add("stores: this replica stops");
        }
        return List.of();
    }

    private static List<InstanceView> instances(KafkaStreams streams, List<String> notKnown) {
        try {
            return StateView.instances(streams.metadataForAllStreamsClients());
        } catch (IllegalStateException | StreamsException e) {
            // It has not begun, or has ended.
            notKnown.add("instances: " + e.getMessage());
            return List.of();
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
