package dev.rota.analytics.query;

import io.quarkiverse.resteasy.problem.validation.HttpValidationProblem;
import io.quarkiverse.resteasy.problem.validation.Violation;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;

/** What makes no sense and is not looked for: 400, and which part of the request it is. */
final class Refused {

    private Refused() {}

    /** A parameter of the query. */
    static HttpValidationProblem parameter(String name, String message) {
        return problem(Violation.In.query.field(name).message(message));
    }

    /** A header. */
    static HttpValidationProblem header(String name, String message) {
        return problem(Violation.In.header.field(name).message(message));
    }

    private static HttpValidationProblem problem(Violation violation) {
        return new HttpValidationProblem(
                Status.BAD_REQUEST.getStatusCode(), Status.BAD_REQUEST.getReasonPhrase(), List.of(violation));
    }
}
