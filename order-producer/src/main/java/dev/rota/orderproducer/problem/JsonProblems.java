package dev.rota.orderproducer.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import io.quarkiverse.resteasy.problem.validation.Violation;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolation;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response.Status;
import java.time.Instant;
import java.util.Collection;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with a JSON body in the words of the API and in the form in which Bean Validation's findings come.
 * Jackson's own words name Java classes.
 */
@Singleton
public class JsonProblems implements ProblemPostProcessor {

    /** Ahead of the processor that logs, which should see the final words. */
    private static final int FIRST = 1_000;

    /** Jackson has no type of its own for this. */
    private static final Pattern DUPLICATE = Pattern.compile("Duplicate field '(?<name>.*)'");

    @Override
    public HttpProblem apply(HttpProblem problem, ProblemContext context) {
        // The reader wraps what is not JSON at all into the status it wants.
        Throwable cause = context.cause instanceof WebApplicationException wrapper ? wrapper.getCause() : context.cause;
        return cause instanceof JsonProcessingException json ? of(json) : problem;
    }

    @Override
    public int priority() {
        return FIRST;
    }

    /** What is wrong with JSON that could not be read. */
    public static HttpProblem of(JsonProcessingException e) {
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                violation(field(unknown), "is unknown; known are " + names(unknown.getKnownPropertyIds().stream()));
            case MismatchedInputException mismatch -> violation(field(mismatch), expectation(mismatch.getTargetType()));
            default -> notJson(e);
        };
    }

    /** What is wrong with values that could be read. */
    public static <T> HttpProblem of(Collection<ConstraintViolation<T>> violations) {
        return InvalidRequest.because(violations.stream()
                .map(violation -> Violation.In.body
                        .field(violation.getPropertyPath().toString())
                        .message(violation.getMessage()))
                .toList());
    }

    private static HttpProblem notJson(JsonProcessingException e) {
        Matcher duplicate = DUPLICATE.matcher(Objects.requireNonNullElse(e.getOriginalMessage(), ""));
        return duplicate.find()
                ? violation(duplicate.group("name"), "must be given only once")
                : HttpProblem.valueOf(Status.BAD_REQUEST, "The body is not valid JSON" + place(e.getLocation()));
    }

    private static HttpProblem violation(String field, String message) {
        return InvalidRequest.because(Violation.In.body.field(field).message(message));
    }

    /** The path to the value at fault, as Bean Validation writes it; empty for the body as a whole. */
    private static String field(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }

    private static String expectation(@Nullable Class<?> type) {
        if (type == null) {
            return "must have another form";
        } else if (type.isEnum()) {
            return "must be one of " + names(Stream.of(type.getEnumConstants()));
        } else if (Number.class.isAssignableFrom(type)) {
            return "must be a number";
        } else if (type == String.class) {
            return "must be a string";
        } else if (type == Instant.class) {
            return "must be a time in UTC, such as \"2026-01-31T12:00:00Z\"";
        } else if (Collection.class.isAssignableFrom(type)) {
            return "must be a list";
        }
        return "must be a JSON object";
    }

    private static String names(Stream<?> things) {
        return things.map(Object::toString).collect(Collectors.joining(", "));
    }

    private static String place(@Nullable JsonLocation at) {
        return at == null ? "" : ": line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
