package dev.rota.orderproducer.distribution;

import dev.rota.orderproducer.distribution.Distribution.TopicShare;
import dev.rota.orderproducer.event.SourceTopic;
import dev.rota.orderproducer.publishing.EventPublisher;
import dev.rota.orderproducer.publishing.PublishedRecords;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The distribution, over HTTP. */
@Path("/distribution")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Distribution")
class DistributionResource {

    private final EventPublisher publisher;
    private final PublishedRecords published;

    DistributionResource(EventPublisher publisher, PublishedRecords published) {
        this.publisher = publisher;
        this.published = published;
    }

    @GET
    @RunOnVirtualThread
    @Operation(summary = "Acknowledged records by topic and partition since the start of this instance")
    public Distribution distribution() {
        return new Distribution(
                published.since(),
                Arrays.stream(SourceTopic.values()).map(this::share).toList());
    }

    private TopicShare share(SourceTopic topic) {
        return TopicShare.of(topic.topicName(), publisher.partitionsOf(topic), published.acknowledged(topic));
    }
}
