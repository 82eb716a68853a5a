package dev.rota.billing.invoicing;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import java.util.function.Supplier;

/** What lookups by id answer when they fail. */
final class Lookups {

    private Lookups() {}

    /**
     * Reads an id.
     *
     * @param name the parameter, for the problem
     * @throws HttpProblem 400 if the text is no UUID
     */
    static UUID uuid(String name, String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw problem(Response.Status.BAD_REQUEST, name + " is not a UUID: " + text);
        }
    }

    /** A 404 that says what there is none of. */
    static Supplier<HttpProblem> notFound(String detail) {
        return () -> problem(Response.Status.NOT_FOUND, detail);
    }

    private static HttpProblem problem(Response.Status status, String detail) {
        return HttpProblem.builder()
                .withTitle(status.getReasonPhrase())
                .withStatus(status)
                .withDetail(detail)
                .build();
    }
}
