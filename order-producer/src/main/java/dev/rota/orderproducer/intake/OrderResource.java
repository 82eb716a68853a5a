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

/** Steps of orders, over HTTP. */
@Path(OrderResource.PATH)
@Tag(name = "Intake")
class OrderResource {

    static final String PATH = "/orders";

    private static final String EXAMPLE = """
            {"orderId": "order-4711", "customerId": "customer-42", "type": "CONFIRMED",
             "amount": 129.90, "currency": "EUR"}""";

    private static final String LINES = """
            {"customerId": "customer-42", "type": "CREATED", "amount": 129.90, "currency": "EUR"}
            {"customerId": "customer-43", "type": "CREATED", "amount": 7, "currency": "EUR"}
            not JSON, which is refused alone
            """;

    private final Intake intake;
    private final LineIntake lines;

    OrderResource(Intake intake, LineIntake lines) {
        this.intake = intake;
        this.lines = lines;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @ResponseStatus(202)
    @NonBlocking
    @Operation(summary = "Report a step of an order", description = ApiTexts.ONE)
    @RequestBody(
            required = true,
            content = @Content(examples = @ExampleObject(name = "A confirmed order", value = EXAMPLE)))
    @Parameter(ref = ApiTexts.KEY)
    @APIResponse(
            responseCode = "202",
            description = "Written: the record's place in the log",
            content = @Content(schema = @Schema(implementation = Receipt.ForOrder.class)))
    @APIResponse(
            responseCode = "400",
            description = "Not a valid step, or not a valid key; the problem names the field")
    @APIResponse(responseCode = "409", ref = ApiTexts.IN_PROGRESS)
    @APIResponse(responseCode = "413", ref = ApiTexts.TOO_LONG)
    @APIResponse(responseCode = "415", ref = ApiTexts.NOT_JSON)
    @APIResponse(responseCode = "422", ref = ApiTexts.KEY_OF_ANOTHER)
    @APIResponse(responseCode = "429", ref = ApiTexts.TOO_MANY)
    @APIResponse(responseCode = "500", ref = ApiTexts.REFUSED)
    @APIResponse(responseCode = "503", ref = ApiTexts.NOT_KNOWN)
    public CompletionStage<Receipt> report(@Context HttpServerRequest request, @Nullable OrderRequest order) {
        return intake.take(PATH, request, order);
    }

    @POST
    @Consumes(LineIntake.MEDIA_TYPE)
    @Produces(LineIntake.MEDIA_TYPE)
    @RunOnVirtualThread
    @Operation(summary = "Report many steps of orders, one a line", description = ApiTexts.MANY)
    @RequestBody(content = @Content(examples = @ExampleObject(name = "Two lines and a bad one", value = LINES)))
    @Parameter(ref = ApiTexts.KEY)
    @APIResponse(responseCode = "200", ref = ApiTexts.LINES)
    public Response reportMany(@Context HttpServerRequest request, InputStream body) {
        return lines.take(PATH, request, OrderRequest.class, body);
    }
}
