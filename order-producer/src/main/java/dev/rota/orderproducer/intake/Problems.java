package dev.rota.orderproducer.intake;

import dev.rota.orderproducer.publishing.PublishOutcome.NotWritten;
import dev.rota.orderproducer.publishing.PublishOutcome.OutcomeUnknown;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;

/** What callers are told when an event is not known to be written: what is true, and what they can do. */
@Singleton
class Problems {

    private static final int UNPROCESSABLE_CONTENT = 422;

    private final IntakeConfig config;

    Problems(IntakeConfig config) {
        this.config = config;
    }

    HttpProblem of(NotWritten outcome) {
        return later(
                Status.SERVICE_UNAVAILABLE,
                "Nothing was written: " + outcome.reason() + ". Send the request again later, with the same "
                        + IdempotencyKey.HEADER + " if it has one.");
    }

    HttpProblem of(OutcomeUnknown outcome) {
        return later(
                Status.SERVICE_UNAVAILABLE,
                "It is not known whether the event was written: " + outcome.reason()
                        + ". Send the request again with the same " + IdempotencyKey.HEADER
                        + ", and it counts once; without one it may count twice.");
    }

    /** Kafka does not take the events as fast as they come. */
    HttpProblem bufferFull() {
        return later(
                Status.TOO_MANY_REQUESTS,
                "Nothing was written: the send buffer is full. Send the request again later.");
    }

    /** More requests are under way than may be. */
    HttpProblem tooManyInFlight() {
        return later(
                Status.TOO_MANY_REQUESTS,
                "Nothing was written: too many requests are under way. Send the request again later.");
    }

    /** What comes during a stop; other replicas go on. */
    HttpProblem stopping() {
        return later(
                Status.SERVICE_UNAVAILABLE, "Nothing was written: this replica is stopping. Send the request again.");
    }

    /** The first line of a body that was not read, because the service ends. */
    HttpProblem stoppingAtLine() {
        return later(
                Status.SERVICE_UNAVAILABLE,
                "This replica is stopping. Neither this line nor any after it was read; send them again.");
    }

    /** The cluster's words may name hosts and principals; they are in the log. */
    HttpProblem refused() {
        return problem(
                        Status.INTERNAL_SERVER_ERROR.getStatusCode(),
                        Status.INTERNAL_SERVER_ERROR.getReasonPhrase(),
                        "The event cannot be written as this service is set up.")
                .build();
    }

    HttpProblem inProgress() {
        return later(
                Status.CONFLICT,
                "A request with this " + IdempotencyKey.HEADER + " is still in progress. Ask again when it has ended.");
    }

    HttpProblem keyOfAnother() {
        return problem(
                        UNPROCESSABLE_CONTENT,
                        "Unprocessable Content",
                        "This " + IdempotencyKey.HEADER + " was used for another event. A new event needs a new key.")
                .build();
    }

    private HttpProblem later(Status status, String detail) {
        return problem(status.getStatusCode(), status.getReasonPhrase(), detail)
                .withHeader(HttpHeaders.RETRY_AFTER, config.retryAfterSeconds())
                .build();
    }

    private static HttpProblem.Builder problem(int status, String title, String detail) {
        return HttpProblem.builder().withStatus(status).withTitle(title).withDetail(detail);
    }
}
