package dev.rota.orderproducer.distribution;

import dev.rota.orderproducer.distribution.Distribution.TopicShare;
import dev.rota.orderproducer.event.SourceTopic;
import dev.rota.orderproducer.publishing.EventPublisher;
import dev.rota.orderproducer.publishing.PublishedRecords;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The distribution, over HTTP. */
@Path("/distribution")
@Tag(name = "Distribution")
class DistributionResource {

    private static final String BARS = """
            vehicle.telemetry: 36 records, 2628 bytes, 9 keys, skew 1.50
              Partition  0:        18 records        1314 bytes        4 keys  ████████████████████████████████████████
              Partition  1:        12 records         876 bytes        3 keys  ███████████████████████████
              Partition  2:         6 records         438 bytes        2 keys  █████████████
            """;

    private final EventPublisher publisher;
    private final PublishedRecords published;

    DistributionResource(EventPublisher publisher, PublishedRecords published) {
        this.publisher = publisher;
        this.published = published;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @NonBlocking
    @Operation(
            summary = "Acknowledged records by topic and partition since the start of this instance",
            description = "As JSON, or as bars with Accept: text/plain.")
    @APIResponse(
            responseCode = "200",
            description = "All topics that this service writes, with all their partitions",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Distribution.class)),
                @Content(
                        mediaType = MediaType.TEXT_PLAIN,
                        examples = @ExampleObject(name = "Of one topic", value = BARS))
            })
    public Distribution distribution() {
        return new Distribution(
                published.since(),
                publisher.keying().toString(),
                Arrays.stream(SourceTopic.values()).map(this::share).toList());
    }

    @GET
    // Whoever takes both gets JSON.
    @Produces(MediaType.TEXT_PLAIN + ";qs=0.5")
    @NonBlocking
    @Operation(hidden = true)
    public Response bars() {
        return Response.ok(Bars.of(distribution()), MediaType.TEXT_PLAIN_TYPE.withCharset("UTF-8"))
                .build();
    }

    private TopicShare share(SourceTopic topic) {
        return TopicShare.of(topic.topicName(), publisher.partitionsOf(topic), published.acknowledged(topic));
    }
}
