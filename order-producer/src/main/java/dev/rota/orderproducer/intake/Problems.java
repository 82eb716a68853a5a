package dev.rota.orderproducer.intake;

import dev.rota.orderproducer.publishing.PublishOutcome.NotWritten;
import dev.rota.orderproducer.publishing.PublishOutcome.OutcomeUnknown;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;

/** What callers are told when an event is not known to be written: what is true, and what they can do. */
final class Problems {

    private static final int UNPROCESSABLE_CONTENT = 422;

    private final Unit unit;
    private final int retryAfterSeconds;

    Problems(Unit unit, int retryAfterSeconds) {
        this.unit = unit;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** What a caller hears about, and can send again. */
    enum Unit {

        /** A request of its own. */
        REQUEST(
                "Nothing was written: this replica is stopping. Send the request again.",
                "Send the request again later, with the same " + IdempotencyKey.HEADER + " if it has one.",
                "Send the request again with the same " + IdempotencyKey.HEADER
                        + ", and it counts once; without one it may count twice.",
                "This " + IdempotencyKey.HEADER + " was used for another event. A new event needs a new key."),

        /** A line of a body. Its id comes from its number: in a shorter body under the same key it would be another event. */
        LINE(
                "This replica is stopping. Neither this line nor any after it was read. With the same "
                        + IdempotencyKey.HEADER
                        + " send the whole body again, unchanged; without one, or with a new one, begin at this line.",
                "With the same " + IdempotencyKey.HEADER
                        + " send the whole body again later, unchanged; without one, or with a new one, this line is enough.",
                "Send the whole body again, unchanged and with the same " + IdempotencyKey.HEADER
                        + ", and the line counts once; in any other way it may count twice.",
                "This " + IdempotencyKey.HEADER + " was used for a body in which this line was another event."
                        + " Another body needs a new key.");

        private final String stopping;
        private final String again;
        private final String againIfUnknown;
        private final String keyOfAnother;

        Unit(String stopping, String again, String againIfUnknown, String keyOfAnother) {
            this.stopping = stopping;
            this.again = again;
            this.againIfUnknown = againIfUnknown;
            this.keyOfAnother = keyOfAnother;
        }
    }

    HttpProblem of(NotWritten outcome) {
        return later(Status.SERVICE_UNAVAILABLE, "Nothing was written: " + outcome.reason() + ". " + unit.again);
    }

    HttpProblem of(OutcomeUnknown outcome) {
        return later(
                Status.SERVICE_UNAVAILABLE,
                "It is not known whether the event was written: " + outcome.reason() + ". " + unit.againIfUnknown);
    }

    /** Kafka does not take the events as fast as they come. */
    HttpProblem bufferFull() {
        return later(Status.TOO_MANY_REQUESTS, "Nothing was written: the send buffer is full. " + unit.again);
    }

    /** More are under way than may be. */
    HttpProblem tooManyInFlight() {
        return later(Status.TOO_MANY_REQUESTS, "Nothing was written: too many requests are under way. " + unit.again);
    }

    /** What comes during a stop; other replicas go on. Of a body, its first line that was not read. */
    HttpProblem stopping() {
        return later(Status.SERVICE_UNAVAILABLE, unit.stopping);
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
        return problem(UNPROCESSABLE_CONTENT, "Unprocessable Content", unit.keyOfAnother)
                .build();
    }

    private HttpProblem later(Status status, String detail) {
        return problem(status.getStatusCode(), status.getReasonPhrase(), detail)
                .withHeader(HttpHeaders.RETRY_AFTER, retryAfterSeconds)
                .build();
    }

    private static HttpProblem.Builder problem(int status, String title, String detail) {
        return HttpProblem.builder().withStatus(status).withTitle(title).withDetail(detail);
    }
}
