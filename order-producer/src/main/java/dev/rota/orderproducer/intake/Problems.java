package dev.rota.orderproducer.intake;

import dev.rota.orderproducer.publishing.PublishOutcome.NotWritten;
import dev.rota.orderproducer.publishing.PublishOutcome.OutcomeUnknown;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;

/**
 * What callers are told when an event is not known to be written: what is true, and what they can do. What they can do depends on
 * whether there was an idempotency key, which is the argument {@code keyed} of most methods.
 */
final class Problems {

    private static final int UNPROCESSABLE_CONTENT = 422;

    private final Unit unit;
    private final int retryAfterSeconds;

    Problems(Unit unit, int retryAfterSeconds) {
        this.unit = unit;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** What a caller hears about, and may send again. */
    enum Unit {

        /** A request, with one event or with many. */
        REQUEST(
                "Nothing was written: this replica is stopping.",
                "Send the request again later",
                "Send the request again later",
                "Send the request again later, with the same " + IdempotencyKey.HEADER),

        /**
         * A line. With a key, its id comes from the key and its number: in a shorter body under the same key it would be taken for
         * another line, and under a new key it may count twice, for an earlier try of the body may have written it.
         */
        LINE(
                "This replica is stopping. Neither this line nor any after it was read.",
                "Send them again later",
                "Send the line again later",
                "Send the whole body again later, unchanged and with the same " + IdempotencyKey.HEADER);

        private final String stopping;
        private final String repeatStopped;
        private final String repeat;
        private final String repeatKeyed;

        Unit(String stopping, String repeatStopped, String repeat, String repeatKeyed) {
            this.stopping = stopping;
            this.repeatStopped = repeatStopped;
            this.repeat = repeat;
            this.repeatKeyed = repeatKeyed;
        }

        private String repeat(boolean keyed) {
            return keyed ? repeatKeyed : repeat;
        }
    }

    HttpProblem of(NotWritten outcome, boolean keyed) {
        return later(
                Status.SERVICE_UNAVAILABLE,
                "Nothing was written: " + outcome.reason() + ". " + unit.repeat(keyed) + ".");
    }

    HttpProblem of(OutcomeUnknown outcome, boolean keyed) {
        return later(
                Status.SERVICE_UNAVAILABLE,
                "It is not known whether the event was written: " + outcome.reason() + ". " + unit.repeat(keyed)
                        + (keyed
                                ? ", and it counts once."
                                : "; it may count twice, for it has no " + IdempotencyKey.HEADER + "."));
    }

    /** Kafka does not take the events as fast as they come. */
    HttpProblem bufferFull(boolean keyed) {
        return later(
                Status.TOO_MANY_REQUESTS, "Nothing was written: the send buffer is full. " + unit.repeat(keyed) + ".");
    }

    /** More requests are under way than may be. */
    HttpProblem tooManyInFlight(boolean keyed) {
        return later(
                Status.TOO_MANY_REQUESTS,
                "Nothing was written: too many requests are under way. " + unit.repeat(keyed) + ".");
    }

    /** What comes during a stop; other replicas go on. Of a body, its first line that was not read. */
    HttpProblem stopping(boolean keyed) {
        return later(
                Status.SERVICE_UNAVAILABLE,
                unit.stopping + " " + (keyed ? unit.repeatKeyed : unit.repeatStopped) + ".");
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
                "An earlier try with this " + IdempotencyKey.HEADER + " is still in progress. " + unit.repeat(true)
                        + ".");
    }

    HttpProblem keyOfAnother() {
        return problem(
                        UNPROCESSABLE_CONTENT,
                        "Unprocessable Content",
                        "This " + IdempotencyKey.HEADER + " was used for another event. What is new needs a new key.")
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
