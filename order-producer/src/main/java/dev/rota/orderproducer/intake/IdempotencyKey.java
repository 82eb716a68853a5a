package dev.rota.orderproducer.intake;

import dev.rota.orderproducer.problem.InvalidRequest;
import io.quarkiverse.resteasy.problem.validation.HttpValidationProblem;
import io.quarkiverse.resteasy.problem.validation.Violation;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a caller calls a request, in order to be able to repeat it (draft-ietf-httpapi-idempotency-key-header).
 *
 * <p>The draft wants a string in quotes (RFC 9651); without quotes it is taken as it stands, and is the same key.
 *
 * @param value 1 to 255 printable ASCII characters
 */
record IdempotencyKey(String value) {

    /** The header's name. */
    static final String HEADER = "Idempotency-Key";

    private static final CharSequence HASHED_HEADER = HttpHeaders.createOptimized(HEADER);
    private static final int MAX_LENGTH = 255;

    private static final Pattern BARE = Pattern.compile("[\\x20-\\x7E&&[^\"]][\\x20-\\x7E]*");

    /** Quotes and backslashes inside are escaped, and nothing else is. */
    private static final Pattern QUOTED = Pattern.compile("\"((?:[\\x20-\\x7E&&[^\"\\\\]]|\\\\[\"\\\\])*)\"");

    private static final Pattern ESCAPED = Pattern.compile("\\\\([\"\\\\])");

    /**
     * The key of a request. It is read from the headers themselves: as a parameter an empty one would pass for none, and
     * a caller who counts on a key must hear that it is unusable.
     *
     * @throws HttpValidationProblem if there is a key, and it is malformed or not the only one
     */
    static Optional<IdempotencyKey> of(HttpServerRequest request) {
        return of(request.headers().getAll(HASHED_HEADER));
    }

    static Optional<IdempotencyKey> of(List<String> values) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(values)
                .filter(headers -> headers.size() == 1)
                .flatMap(headers -> unquoted(headers.getFirst()))
                .filter(key -> !key.isEmpty() && key.length() <= MAX_LENGTH)
                .map(IdempotencyKey::new)
                .or(() -> {
                    throw malformed();
                });
    }

    private static Optional<String> unquoted(String header) {
        Matcher quoted = QUOTED.matcher(header);
        if (quoted.matches()) {
            return Optional.of(ESCAPED.matcher(quoted.group(1)).replaceAll("$1"));
        }
        return Optional.of(header).filter(bare -> BARE.matcher(bare).matches());
    }

    private static HttpValidationProblem malformed() {
        return InvalidRequest.because(Violation.In.header
                .field(HEADER)
                .message("must be given at most once, with 1 to 255 printable ASCII characters, in quotes or without"));
    }
}
