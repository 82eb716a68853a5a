package dev.rota.orderproducer.simulation;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Streams of the simulation's reports, as many at once as may be. Thread-safe. */
@Singleton
class SimulationWatch {

    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(1);
    private static final int RETRY_AFTER_SECONDS = 10;

    private final Simulation simulation;
    private final Semaphore mayWatch;
    private volatile boolean stopping;

    SimulationWatch(Simulation simulation, SimulationConfig config) {
        this.simulation = simulation;
        mayWatch = new Semaphore(config.maxWatchers());
    }

    /**
     * A report at once, and one each second until the watcher leaves or the service stops. One who does not keep up
     * misses some.
     *
     * @throws HttpProblem with status 429 if too many watch already
     */
    Multi<SimulationReport> reports() {
        if (!mayWatch.tryAcquire()) {
            throw HttpProblem.builder()
                    .withStatus(Status.TOO_MANY_REQUESTS)
                    .withTitle(Status.TOO_MANY_REQUESTS.getReasonPhrase())
                    .withDetail("Too many are watching. GET /simulation shows the same, once.")
                    .withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                    .build();
        }
        return Multi.createFrom()
                .ticks()
                .every(BETWEEN_REPORTS)
                .onOverflow()
                .drop()
                .map(_ -> simulation.report())
                .select()
                .first(_ -> !stopping)
                .onTermination()
                .invoke(mayWatch::release);
    }

    /** The service waits for what is under way when it stops, and a stream has no end of its own. */
    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
    }
}
