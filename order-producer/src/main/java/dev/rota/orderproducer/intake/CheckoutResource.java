package dev.rota.orderproducer.intake;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/** Discharges of patients, over HTTP. */
@Path(CheckoutResource.PATH)
@Tag(name = "Intake")
class CheckoutResource {

    static final String PATH = "/checkouts";

    private static final String EXAMPLE = """
            {"patientId": "patient-1007", "room": "B-214", "prescriptions": ["Ibuprofen 400 mg"],
             "amount": 845.00, "currency": "EUR"}""";

    private static final String LINES = """
            {"patientId": "patient-1007", "room": "B-214", "amount": 845, "currency": "EUR"}
            {"patientId": "patient-1008", "room": "B-215", "amount": 92.50, "currency": "EUR"}
            not JSON, which is refused alone
            """;

    private final Intake intake;
    private final LineIntake lines;

    CheckoutResource(Intake intake, LineIntake lines) {
        this.intake = intake;
        this.lines = lines;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    @NonBlocking
    @Operation(summary = "Report a patient's discharge", description = ApiTexts.ONE)
    @RequestBody(required = true, content = @Content(examples = @ExampleObject(name = "A discharge", value = EXAMPLE)))
    @Parameter(ref = ApiTexts.KEY)
    @APIResponse(
            responseCode = "202",
            description = "Written: the record's place in the log",
            content = @Content(schema = @Schema(implementation = Receipt.ForCheckout.class)))
    @APIResponse(
            responseCode = "400",
            description = "Not a valid discharge, or not a valid key; the problem names the field")
    @APIResponse(responseCode = "409", ref = ApiTexts.IN_PROGRESS)
    @APIResponse(responseCode = "413", ref = ApiTexts.TOO_LONG)
    @APIResponse(responseCode = "415", ref = ApiTexts.NOT_JSON)
    @APIResponse(responseCode = "422", ref = ApiTexts.KEY_OF_ANOTHER)
    @APIResponse(responseCode = "429", ref = ApiTexts.TOO_MANY)
    @APIResponse(responseCode = "500", ref = ApiTexts.REFUSED)
    @APIResponse(responseCode = "503", ref = ApiTexts.NOT_KNOWN)
    public CompletionStage<Receipt> report(@Context HttpServerRequest request, @Nullable CheckoutRequest checkout) {
        return intake.take(PATH, request, checkout);
    }

    @POST
    @Consumes(LineIntake.MEDIA_TYPE)
    @Produces(LineIntake.MEDIA_TYPE)
    @RunOnVirtualThread
    @Operation(summary = "Report many patients' discharges, one a line", description = ApiTexts.MANY)
    @RequestBody(content = @Content(examples = @ExampleObject(name = "Two lines and a bad one", value = LINES)))
    @Parameter(ref = ApiTexts.KEY)
    @APIResponse(responseCode = "200", ref = ApiTexts.LINES)
    public Response reportMany(@Context HttpServerRequest request, InputStream body) {
        return lines.take(PATH, request, CheckoutRequest.class, body);
    }
}
