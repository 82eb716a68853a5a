package dev.rota.orderproducer.intake;

import dev.rota.orderproducer.publishing.Dispatch;
import dev.rota.orderproducer.publishing.EventPublisher;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Single events over HTTP: as many at once as may be, and a word to the others at once. Never waits; thread-safe. */
@Singleton
class Intake {

    private final ReportCheck check;
    private final Reception reception;
    private final Problems problems;
    private final Semaphore mayEnter;
    private volatile boolean stopping;

    Intake(
            ReportCheck check,
            EventPublisher publisher,
            IdempotencyConfig idempotency,
            IntakeConfig config,
            Clock clock,
            MeterRegistry meters) {
        this.check = check;
        problems = new Problems(Problems.Unit.REQUEST, config.retryAfterSeconds());
        reception =
                new Reception(publisher, Dispatch.SINGLE, new IdempotencyWindow(idempotency, clock), problems, clock);
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
     * @param request with its headers
     * @param report what came; null if nothing did
     * @return its receipt; or {@link NotTakenException} with 409, 422, 429, 500 or 503
     * @throws HttpProblem with status 400 if the report is not valid
     */
    CompletionStage<Receipt> take(String endpoint, HttpServerRequest request, @Nullable Report report) {
        if (report == null) {
            throw HttpProblem.valueOf(Status.BAD_REQUEST, "The body is missing");
        }
        check.requireValid(report);
        var key = IdempotencyKey.of(request);
        if (stopping) {
            return CompletableFuture.failedStage(new NotTakenException(problems.stopping(key.isPresent())));
        }
        if (!mayEnter.tryAcquire()) {
            return CompletableFuture.failedStage(new NotTakenException(problems.tooManyInFlight(key.isPresent())));
        }
        CompletableFuture<Receipt> taken = new CompletableFuture<>();
        reception.receive(endpoint, key, report).thenAccept(answer -> {
            mayEnter.release();
            switch (answer) {
                case Answer.Written(Receipt receipt) -> taken.complete(receipt);
                case Answer.Failed(HttpProblem problem) -> taken.completeExceptionally(new NotTakenException(problem));
            }
        });
        return taken;
    }

    /** The answer to what was not taken. */
    @ServerExceptionMapper
    Response answer(NotTakenException e) {
        return e.problem().toResponse();
    }

    /** Quarkus waits for what is under way and lets more in meanwhile, which would have it wait for ever. */
    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
    }
}
