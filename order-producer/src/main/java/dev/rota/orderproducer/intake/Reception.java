package dev.rota.orderproducer.intake;

import dev.rota.orderproducer.event.EventIds;
import dev.rota.orderproducer.event.OutgoingEvent;
import dev.rota.orderproducer.publishing.EventPublisher;
import dev.rota.orderproducer.publishing.PublishOutcome.Acknowledged;
import dev.rota.orderproducer.publishing.PublishOutcome.NotWritten;
import dev.rota.orderproducer.publishing.PublishOutcome.OutcomeUnknown;
import dev.rota.orderproducer.publishing.PublishOutcome.Refused;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Sends what came in over HTTP, and answers with what is true about it: written, not written, unknown, or refused. */
@Singleton
class Reception {

    private final EventPublisher publisher;
    private final IntakeConfig config;

    Reception(EventPublisher publisher, IntakeConfig config) {
        this.publisher = publisher;
        this.config = config;
    }

    /**
     * The id of an event: the one that its idempotency key stands for at this endpoint, or else a new one.
     *
     * @param endpoint the endpoint's path
     * @param idempotencyKey the request's key, if it has one
     */
    static UUID eventId(String endpoint, Optional<IdempotencyKey> idempotencyKey) {
        return idempotencyKey.map(key -> EventIds.forKey(endpoint, key.value())).orElseGet(EventIds::fresh);
    }

    /**
     * Sends a valid event and waits for its outcome, on a virtual thread.
     *
     * @param receipt makes the body of the 202 once the broker has the record
     * @return 202, 503 with {@code Retry-After}, or 500
     */
    Response accept(OutgoingEvent event, Function<Acknowledged, Receipt> receipt) {
        return switch (publisher.publish(event).toCompletableFuture().join()) {
            case Acknowledged at -> Response.accepted(receipt.apply(at)).build();
            case NotWritten(String reason) ->
                unavailable("Nothing was written: " + reason + ". Send the request again later.");
            case OutcomeUnknown(String reason) ->
                unavailable("It is not known whether the event was written: " + reason
                        + ". Send the request again with the same Idempotency-Key, and it counts once;"
                        + " without one it may count twice.");
            // The cluster's words may name hosts and principals; they are in the log.
            case Refused _ ->
                problem(Status.INTERNAL_SERVER_ERROR, "The event cannot be written as this service is set up.")
                        .build()
                        .toResponse();
        };
    }

    private Response unavailable(String detail) {
        return problem(Status.SERVICE_UNAVAILABLE, detail)
                .withHeader(HttpHeaders.RETRY_AFTER, config.retryAfterSeconds())
                .build()
                .toResponse();
    }

    private static HttpProblem.Builder problem(Status status, String detail) {
        return HttpProblem.builder()
                .withStatus(status)
                .withTitle(status.getReasonPhrase())
                .withDetail(detail);
    }
}
