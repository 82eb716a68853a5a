package dev.rota.lagmonitor.api;

import dev.rota.access.Roles;
import dev.rota.lagmonitor.sampling.LagMonitorConfig;
import dev.rota.lagmonitor.sampling.Monitor;
import dev.rota.lagmonitor.sampling.MonitorState;
import io.smallrye.mutiny.Multi;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** What changes from tick to tick, as server-sent events. */
@Path("/api/stream")
@RolesAllowed(Roles.VIEWER)
@Tag(name = "Groups")
final class StreamResource {

    private final LagMonitorConfig config;
    private final Monitor monitor;
    private final AtomicInteger readers = new AtomicInteger();

    StreamResource(LagMonitorConfig config, Monitor monitor) {
        this.config = config;
        this.monitor = monitor;
    }

    /** Each reader has deltas of its own: one that is too slow for the ticks is given the last of them, with all that changed. */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    @Operation(summary = "What changed, after each tick; first everything")
    @APIResponse(
            responseCode = "200",
            description = "An event for each tick, failed ones too, without end",
            content =
                    @Content(
                            mediaType = MediaType.SERVER_SENT_EVENTS,
                            schema = @Schema(implementation = ChangesView.class)))
    @APIResponse(responseCode = "503", description = "As many follow it as may: see rota.lag-monitor.max-streams")
    public Multi<ChangesView> changes() {
        if (readers.get() >= config.maxStreams()) {
            throw new UnavailableException(
                    "Too many streams",
                    "%d follow the changes of cluster '%s', and no more may: see rota.lag-monitor.max-streams"
                            .formatted(config.maxStreams(), config.cluster()));
        }
        return Multi.createFrom()
                .deferred(() -> monitor.states().map(new SinceLast()))
                .onSubscription()
                .invoke(readers::incrementAndGet)
                .onTermination()
                .invoke(readers::decrementAndGet);
    }

    /** What one reader was told last. Called by one thread after the other. */
    private final class SinceLast implements Function<MonitorState, ChangesView> {

        private MonitorState last = MonitorState.starting();

        @Override
        public ChangesView apply(MonitorState next) {
            ChangesView changes = ChangesView.between(config, last, next);
            last = next;
            return changes;
        }
    }
}
