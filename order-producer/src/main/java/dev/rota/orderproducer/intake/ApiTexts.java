package dev.rota.orderproducer.intake;

import org.eclipse.microprofile.openapi.annotations.Components;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** What the description of the API says of all that can be reported. */
@OpenAPIDefinition(
        // Title and version are in application.properties; the annotation wants some.
        info = @Info(title = "", version = ""),
        components =
                @Components(
                        parameters =
                                @Parameter(
                                        name = ApiTexts.KEY,
                                        in = ParameterIn.HEADER,
                                        description =
                                                "Fixes the event id: requests with the same key are the same event. Of a body of many lines"
                                                        + " each has its own, by the key and the line's number",
                                        schema =
                                                @Schema(
                                                        type = SchemaType.STRING,
                                                        minLength = 1,
                                                        maxLength = 255,
                                                        examples = "\"7f0c3d1e\"")),
                        responses = {
                            @APIResponse(
                                    name = ApiTexts.IN_PROGRESS,
                                    description = "A request with this Idempotency-Key has not ended yet"),
                            @APIResponse(
                                    name = ApiTexts.KEY_OF_ANOTHER,
                                    description = "This Idempotency-Key was used with another body"),
                            @APIResponse(
                                    name = ApiTexts.TOO_MANY,
                                    description =
                                            "Not written: too many requests are under way, or Kafka does not keep up; see Retry-After"),
                            @APIResponse(
                                    name = ApiTexts.NOT_KNOWN,
                                    description =
                                            "Not written, or not known whether it was: repeat with the same Idempotency-Key; see Retry-After"),
                            @APIResponse(
                                    name = ApiTexts.LINES,
                                    description = "A line for each line that came, in the same order",
                                    content =
                                            @Content(
                                                    mediaType = LineIntake.MEDIA_TYPE,
                                                    examples =
                                                            @ExampleObject(
                                                                    name = "One written, one not",
                                                                    value = ApiTexts.LINES_EXAMPLE)))
                        }))
final class ApiTexts {

    static final String KEY = "Idempotency-Key";
    static final String IN_PROGRESS = "InProgress";
    static final String KEY_OF_ANOTHER = "KeyOfAnother";
    static final String TOO_MANY = "TooMany";
    static final String NOT_KNOWN = "NotKnown";
    static final String LINES = "Lines";

    static final String ONE = "Answered once the broker has acknowledged the record with all its in-sync replicas.";

    static final String MANY = """
            Each line is an event of its own, and gets a line in answer as soon as its outcome and those before it are known, \
            while the body is still being sent: with status 202 and its place in the log, or with what is wrong. A bad line \
            spoils none of the others.""";

    static final String LINES_EXAMPLE = """
            {"line":1,"status":202,"eventId":"0197f3c2-5d7e-7b3a-9c1d-2f6a8e4b0c11","topic":"order-events","partition":3,"offset":1207}
            {"line":2,"status":400,"title":"Bad Request","violations":[{"field":"amount","in":"body","message":"must be greater than 0"}]}
            """;

    private ApiTexts() {}
}
