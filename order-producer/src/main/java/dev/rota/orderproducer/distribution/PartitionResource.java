package dev.rota.orderproducer.distribution;

import dev.rota.orderproducer.event.SourceTopic;
import dev.rota.orderproducer.problem.InvalidRequest;
import dev.rota.orderproducer.publishing.EventPublisher;
import dev.rota.orderproducer.publishing.Placement;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.validation.HttpValidationProblem;
import io.quarkiverse.resteasy.problem.validation.Violation;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Where a key goes, over HTTP. */
@Path("/partition")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Distribution")
class PartitionResource {

    private static final String TOPICS =
            Arrays.stream(SourceTopic.values()).map(SourceTopic::topicName).collect(Collectors.joining(", "));

    private final EventPublisher publisher;

    PartitionResource(EventPublisher publisher) {
        this.publisher = publisher;
    }

    /** A key's place. */
    @Schema(name = "KeyPlacement", description = "Where the records of a key go")
    record KeyPlacement(
            @Schema(examples = "order-events") String topic,
            @Schema(examples = "customer-42") String key,

            @Schema(description = "murmur2 of the key's UTF-8 bytes, by the number of partitions", examples = "3")
            int partition,

            @Schema(description = "How many the topic has; a key moves when it gets more", examples = "6")
            int partitions,

            @Schema(
                    description =
                            "Which keys this service's records get: the events' own (key), or others (random, none), and then they"
                                    + " go anywhere",
                    examples = "key")
            String keying) {}

    @GET
    @NonBlocking
    @Operation(
            summary = "The partition that a key's records go to",
            description =
                    "By Kafka's own partitioner, so every client in every language that leaves it to that agrees.")
    @APIResponse(
            responseCode = "200",
            description = "Where they go",
            content = @Content(schema = @Schema(implementation = KeyPlacement.class)))
    @APIResponse(responseCode = "400", description = "No key, or not a topic that this service writes")
    @APIResponse(responseCode = "503", description = "No broker has told of the topic so far; see Retry-After")
    public KeyPlacement partition(
            @Parameter(description = "One of order-events, patient-checkout and vehicle.telemetry", required = true)
                    @RestQuery
                    @Nullable String topic,
            @Parameter(description = "A customer, patient or vehicle", required = true) @RestQuery @Nullable String key) {
        SourceTopic known = Arrays.stream(SourceTopic.values())
                .filter(candidate -> candidate.topicName().equals(topic))
                .findFirst()
                .orElseThrow(() -> invalid("topic", "must be one of " + TOPICS));
        if (key == null) {
            throw invalid("key", "must be given");
        }
        Placement place = publisher.placeOf(known, key).orElseThrow(() -> unknown(known));
        return new KeyPlacement(
                known.topicName(),
                key,
                place.partition(),
                place.partitions(),
                publisher.keying().toString());
    }

    private static HttpValidationProblem invalid(String parameter, String message) {
        return InvalidRequest.because(Violation.In.query.field(parameter).message(message));
    }

    private static HttpProblem unknown(SourceTopic topic) {
        return HttpProblem.builder()
                .withStatus(Status.SERVICE_UNAVAILABLE)
                .withTitle(Status.SERVICE_UNAVAILABLE.getReasonPhrase())
                .withDetail("No broker has told so far how many partitions " + topic + " has.")
                .withHeader(HttpHeaders.RETRY_AFTER, 1)
                .build();
    }
}
