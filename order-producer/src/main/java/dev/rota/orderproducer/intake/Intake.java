package dev.rota.orderproducer.intake;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;

/** Single events over HTTP: as many at once as may be, and a word to the others at once. Never waits; thread-safe. */
@Singleton
class Intake {

    private final Reception reception;
    private final Problems problems;
    private final Semaphore mayEnter;
    private volatile boolean stopping;

    Intake(Reception reception, Problems problems, IntakeConfig config, MeterRegistry meters) {
        this.reception = reception;
        this.problems = problems;
        mayEnter = new Semaphore(config.maxInFlight());
        Gauge.builder(
                        "rota.order.producer.requests.in.flight",
                        () -> config.maxInFlight() - mayEnter.availablePermits())
                .description("Single events that wait for their acknowledgement")
                .register(meters);
    }

    /**
     * Takes in one event.
     *
     * @param endpoint the path it came to
     * @param report what came, valid
     * @return 202, 409, 422, 429, 500 or 503
     */
    CompletionStage<Response> take(String endpoint, HttpHeaders headers, Report report) {
        var key = IdempotencyKey.of(headers);
        if (stopping) {
            return CompletableFuture.completedStage(problems.stopping().toResponse());
        }
        if (!mayEnter.tryAcquire()) {
            return CompletableFuture.completedStage(problems.tooManyInFlight().toResponse());
        }
        return reception.receive(endpoint, key, report).thenApply(answer -> {
            mayEnter.release();
            return answer.toResponse();
        });
    }

    /** Quarkus waits for what is under way and lets more in meanwhile, which would have it wait for ever. */
    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
    }
}
