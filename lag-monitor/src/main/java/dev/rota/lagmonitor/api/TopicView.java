package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.evaluation.TopicSkew;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How evenly records come to the partitions of one topic. */
@Schema(name = "Topic")
record TopicView(
        String topic,

        @Schema(description = "How many partitions some group owns or has committed; others are not watched")
        int partitions,

        @Schema(
                description =
                        "Offsets written per second to all of them over the status' window; null if it is not known of each")
        OptionalDouble arrivedPerSecond,

        @Schema(
                description =
                        "How many times the mean the hottest partition gets; null if it is not known, or too little is written to say")
        OptionalDouble skew,

        @Schema(description = "The partition to which most is written; null like skew")
        Optional<ShareView> hottest,

        @Schema(
                description =
                        "Partitions to which several times as much is written as to the others, the hottest first")
        List<ShareView> hot) {

    /** What one partition gets. */
    @Schema(name = "PartitionShare")
    record ShareView(
            int partition,

            @Schema(description = "Of all that is written to the topic, from 0 to 1")
            double share) {

        private static ShareView of(TopicSkew.Share share) {
            return new ShareView(share.partition(), share.share());
        }
    }

    static TopicView of(TopicSkew topic) {
        return new TopicView(
                topic.topic(),
                topic.partitions(),
                topic.arrived(),
                topic.skew(),
                topic.hottest().map(ShareView::of),
                topic.hot().stream().map(ShareView::of).toList());
    }
}
