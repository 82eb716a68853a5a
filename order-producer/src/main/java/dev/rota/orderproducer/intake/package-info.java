/** Orders, checkouts and readings from outside: checked, given an id, and answered when the broker has them. */
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
                                    name = ApiTexts.TOO_LONG,
                                    description = "The body is longer than a single event's may be"),
                            @APIResponse(
                                    name = ApiTexts.NOT_JSON,
                                    description = "The body is neither JSON nor newline-delimited JSON"),
                            @APIResponse(
                                    name = ApiTexts.REFUSED,
                                    description =
                                            "Not written: the cluster refuses the record, however often it is sent; its operator can help"),
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
@NullMarked
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
import org.jspecify.annotations.NullMarked;
