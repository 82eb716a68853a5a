package dev.rota.orderproducer.problem;

import io.quarkiverse.resteasy.problem.validation.HttpValidationProblem;
import io.quarkiverse.resteasy.problem.validation.Violation;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;

/** The answer to a request that is not valid: 400, which names what is wrong. */
public final class InvalidRequest {

    private InvalidRequest() {}

    /** For these reasons. */
    public static HttpValidationProblem because(Violation... violations) {
        return because(List.of(violations));
    }

    /** For these reasons. */
    public static HttpValidationProblem because(List<Violation> violations) {
        return new HttpValidationProblem(
                Status.BAD_REQUEST.getStatusCode(), Status.BAD_REQUEST.getReasonPhrase(), violations);
    }
}
