package dev.rota.department.consuming;

import dev.rota.access.Roles;
import dev.rota.department.channel.ChannelSettings;
import dev.rota.department.channel.CommitStrategy;
import dev.rota.department.channel.DepartmentConfig;
import dev.rota.department.consuming.ConsumerFigures.Counts;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** This replica's member of the group, over HTTP. */
@Path("/consumer")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@Tag(name = "Consumer")
class ConsumerResource {

    private final DepartmentConfig config;
    private final KafkaClientService clients;
    private final RebalanceLog rebalances;
    private final ConsumerFigures figures;

    ConsumerResource(
            DepartmentConfig config,
            KafkaClientService clients,
            @Identifier("department") RebalanceLog rebalances,
            ConsumerFigures figures) {
        this.config = config;
        this.clients = clients;
        this.rebalances = rebalances;
        this.figures = figures;
    }

    /** A member of a group. */
    @Schema(name = "Consumer")
    record ConsumerView(
            @Schema(examples = "housekeeping") String group,
            @Schema(examples = "sync") String commit,

            @Schema(description = "What the group may count on when a member crashes", examples = "at-least-once")
            String promise,

            @Schema(examples = "classic") String protocol,

            @Schema(description = "None while it is idle: there are more members than partitions, or it is joining")
            List<PartitionView> partitions,

            Counts counts) {}

    /** A partition that it reads. */
    @Schema(name = "Partition")
    record PartitionView(
            String topic,
            int partition,

            @Schema(description = "Where a successor would begin; absent before the first commit") @Nullable Long committed) {}

    @GET
    @Operation(
            summary =
                    "What this replica's consumer does: its partitions, where they are committed, and what it has handled")
    public Uni<ConsumerView> view() {
        List<TopicPartition> ours = rebalances.ours();
        return clients.getConsumer(ChannelSettings.CHANNEL)
                .committed(ours.toArray(TopicPartition[]::new))
                .map(committed -> view(ours, committed));
    }

    private ConsumerView view(List<TopicPartition> ours, Map<TopicPartition, OffsetAndMetadata> committed) {
        CommitStrategy commit = config.commitStrategy();
        return new ConsumerView(
                config.name().group(),
                word(commit),
                word(commit.promise()),
                word(config.protocol()),
                ours.stream()
                        .map(partition -> new PartitionView(
                                partition.topic(), partition.partition(), offset(committed, partition)))
                        .toList(),
                figures.counts());
    }

    private static @Nullable Long offset(Map<TopicPartition, OffsetAndMetadata> committed, TopicPartition partition) {
        OffsetAndMetadata offset = committed.get(partition);
        return offset == null ? null : offset.offset();
    }

    /** As settings spell it. */
    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
