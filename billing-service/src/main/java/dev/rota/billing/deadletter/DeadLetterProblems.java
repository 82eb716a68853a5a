package dev.rota.billing.deadletter;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import java.time.Duration;

/** What goes wrong here, as HTTP says it. */
final class DeadLetterProblems {

    private DeadLetterProblems() {}

    static HttpProblem noLetter(long id) {
        return problem(Status.NOT_FOUND, "No dead letter has the id " + id + ".")
                .build();
    }

    static HttpProblem notReadable() {
        return problem(
                        Status.BAD_REQUEST,
                        "The body must be a JSON object with 'reason' and, if wanted, 'topic' and 'limit'.")
                .build();
    }

    /** It cannot be sent back as things are. */
    static HttpProblem refused(String why) {
        return problem(Status.CONFLICT, "The letter was not sent back: " + why + ".")
                .build();
    }

    /** It may be sent back later. */
    static HttpProblem unacknowledged(String why, Duration retryAfter) {
        return problem(
                        Status.SERVICE_UNAVAILABLE,
                        "The letter is not known to be sent back: " + why
                                + ". Send the request again later; billing bills an event once.")
                .withHeader(HttpHeaders.RETRY_AFTER, Math.max(1, retryAfter.toSeconds()))
                .build();
    }

    private static HttpProblem.Builder problem(Status status, String detail) {
        return HttpProblem.builder()
                .withTitle(status.getReasonPhrase())
                .withStatus(status)
                .withDetail(detail);
    }
}
