package dev.rota.orderproducer.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** What a line gets in answer: what a request of its own would get, with the line's number before it. */
sealed interface LineAnswer {

    /** It is written. */
    record Written(long line, int status, @JsonUnwrapped Receipt receipt) implements LineAnswer {}

    /** It is not, or nobody knows; {@code retryAfter} in seconds. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Failed(
            long line,
            int status,
            @Nullable String title,
            @Nullable String detail,
            @Nullable Object violations,
            @Nullable Integer retryAfter)
            implements LineAnswer {}

    /** The answer as a line of the response. */
    static LineAnswer of(long line, Answer answer) {
        return switch (answer) {
            case Answer.Written(Receipt receipt) -> new Written(line, 202, receipt);
            case Answer.Failed(HttpProblem problem) -> of(line, problem);
        };
    }

    private static LineAnswer of(long line, HttpProblem problem) {
        return new Failed(
                line,
                problem.getStatusCode(),
                problem.getTitle(),
                problem.getDetail(),
                problem.getParameters().get("violations"),
                problem.getHeaders().get(HttpHeaders.RETRY_AFTER) instanceof Integer seconds ? seconds : null);
    }
}
