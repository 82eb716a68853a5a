package dev.rota.orderproducer.intake;

import io.quarkiverse.resteasy.problem.validation.HttpValidationProblem;
import io.quarkiverse.resteasy.problem.validation.Violation;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a caller calls a request, in order to be able to repeat it (draft-ietf-httpapi-idempotency-key-header).
 *
 * @param value 1 to 255 printable ASCII characters, taken as they stand
 */
record IdempotencyKey(String value) {

    /** The header's name. */
    static final String HEADER = "Idempotency-Key";

    private static final Pattern PRINTABLE_ASCII = Pattern.compile("[\\x20-\\x7E]{1,255}");

    /**
     * The key of a request. It is read from the headers themselves: as a parameter an empty one would pass for none, and
     * a caller who counts on a key must hear that it is unusable.
     *
     * @throws HttpValidationProblem if there is a key, and it is malformed or not the only one
     */
    static Optional<IdempotencyKey> of(HttpHeaders headers) {
        return of(headers.getRequestHeader(HEADER));
    }

    static Optional<IdempotencyKey> of(List<String> values) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        if (values.size() > 1 || !PRINTABLE_ASCII.matcher(values.getFirst()).matches()) {
            throw new HttpValidationProblem(
                    Status.BAD_REQUEST.getStatusCode(),
                    Status.BAD_REQUEST.getReasonPhrase(),
                    List.of(Violation.In.header
                            .field(HEADER)
                            .message("must be given at most once, with 1 to 255 printable ASCII characters")));
        }
        return Optional.of(new IdempotencyKey(values.getFirst()));
    }
}
