package dev.rota.orderproducer.simulation;

import dev.rota.orderproducer.publishing.EventPublisher;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkiverse.resteasy.problem.validation.HttpValidationProblem;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The one simulation of this process: started, replaced and stopped by one caller at a time, reported to anyone. */
@Startup
@Singleton
class Simulation {

    private static final Logger LOG = Logger.getLogger(Simulation.class);

    private final SimulationConfig config;
    private final EventPublisher publisher;
    private final Clock clock;

    /** The last run, which may have been stopped. Written under this object's lock. */
    private volatile @Nullable SimulationRun run;

    Simulation(SimulationConfig config, EventPublisher publisher, Clock clock, MeterRegistry meters) {
        if (config.stepPauseMin().compareTo(config.stepPauseMax()) > 0) {
            throw new IllegalArgumentException(
                    "rota.order-producer.simulation.step-pause-min must not be above rota.order-producer.simulation.step-pause-max");
        }
        this.config = config;
        this.publisher = publisher;
        this.clock = clock;
        Gauge.builder("rota.order.producer.simulation.behind", () -> report().behindSeconds())
                .baseUnit("seconds")
                .description("How long ago the oldest simulated event was due that is not acknowledged yet")
                .register(meters);
    }

    /**
     * Starts a run, in place of one with other settings; a run that has these settings already goes on undisturbed, and one
     * with any seed has them where none is asked for.
     *
     * @throws HttpValidationProblem if the settings contradict each other; then nothing changes
     */
    synchronized SimulationReport start(SimulationRequest wanted) {
        SimulationRun current = run;
        if (current != null && current.report().running()) {
            SimulationSettings running = current.settings();
            if (wanted.orDefaults(config, running::seed).equals(running)) {
                return current.report();
            }
        }
        SimulationSettings settings =
                wanted.orDefaults(config, () -> ThreadLocalRandom.current().nextLong(SimulationRequest.MAX_SEED + 1));
        stop();
        SimulationRun next = new SimulationRun(settings, config, publisher, clock);
        next.start();
        run = next;
        LOG.infof("Simulation runs: %s", settings);
        return next.report();
    }

    /** Stops the run, if there is one, and returns when none of its records is under way any more. */
    synchronized SimulationReport stop() {
        SimulationRun current = run;
        if (current != null && current.report().running()) {
            current.stop();
            LOG.infof("Simulation stopped: %s", current.report());
        }
        return report();
    }

    /** The run as it stands, or as it ended. */
    SimulationReport report() {
        SimulationRun current = run;
        return current == null ? SimulationReport.NEVER_RUN : current.report();
    }

    /** The run ends before the producer does. */
    void stopAtShutdown(@Observes ShutdownEvent shutdown) {
        stop();
    }
}
