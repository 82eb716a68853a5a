package dev.rota.orderproducer.intake;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.Response;

/** What became of a report, in the words of HTTP. */
sealed interface Answer {

    /** The broker has the event. */
    record Written(Receipt receipt) implements Answer {}

    /** It does not, for there is no room just now; a moment later there may be. */
    record NoRoom(HttpProblem problem) implements Answer {}

    /** It does not, or nobody knows. */
    record Failed(HttpProblem problem) implements Answer {}

    /** A whole request's response. */
    default Response toResponse() {
        return switch (this) {
            case Written(Receipt receipt) -> Response.accepted(receipt).build();
            case NoRoom(HttpProblem problem) -> problem.toResponse();
            case Failed(HttpProblem problem) -> problem.toResponse();
        };
    }
}
