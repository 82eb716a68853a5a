package dev.rota.department.consuming;

import dev.rota.access.Roles;
import dev.rota.department.channel.ChannelSettings;
import dev.rota.department.channel.CommitStrategy;
import dev.rota.department.channel.DepartmentConfig;
import dev.rota.department.consuming.ConsumerFigures.Counts;
import dev.rota.department.consuming.RebalanceLog.Standing;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
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

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final DepartmentConfig config;
    private final KafkaClientService clients;
    private final GroupOffsets offsets;
    private final RebalanceLog rebalances;
    private final ConsumerFigures figures;

    ConsumerResource(
            DepartmentConfig config,
            KafkaClientService clients,
            GroupOffsets offsets,
            @Identifier("department") RebalanceLog rebalances,
            ConsumerFigures figures) {
        this.config = config;
        this.clients = clients;
        this.offsets = offsets;
        this.rebalances = rebalances;
        this.figures = figures;
    }

    /** A member of a group. */
    @Schema(name = "Consumer")
    record ConsumerView(
            @Schema(examples = "housekeeping") String group,

            @Schema(description = "What the group calls it; absent while it has not joined") @Nullable String member,

            @Schema(
                    description =
                            "joining: the group has not told it what is its own; idle: there are more members than partitions, and it takes over when one goes; assigned: it has partitions",
                    enumeration = {"joining", "idle", "assigned"})
            String state,

            @Schema(examples = "sync") String commit,

            @Schema(description = "What the group may count on when a member crashes", examples = "at-least-once")
            String promise,

            @Schema(examples = "classic") String protocol,

            List<PartitionView> partitions,
            Counts counts,

            @Schema(description = "What is left out of the partitions, and why; nothing as a rule")
            List<String> notKnown) {}

    /** A partition that it reads. */
    @Schema(name = "Partition")
    record PartitionView(
            String topic,
            int partition,

            @Schema(description = "Where a successor would begin; absent before the first commit")
            Optional<Long> committed,

            @Schema(description = "Whether it is not read on just now, since enough is waiting to be handled")
            Optional<Boolean> paused) {}

    @GET
    @Operation(
            summary =
                    "What this replica's consumer does: its partitions, where they are committed, and what it has handled")
    public Uni<ConsumerView> view() {
        Standing standing = rebalances.standing();
        return Uni.combine()
                .all()
                .unis(answer(offsets.committed()), answer(paused()))
                .asTuple()
                .map(known -> view(standing, known.getItem1(), known.getItem2()));
    }

    private static <T> Uni<Optional<T>> answer(Uni<T> asked) {
        return asked.map(Optional::of).onFailure().recoverWithItem(Optional.empty());
    }

    /** On the polling thread, which waits for the brokers now and then. */
    private Uni<Set<TopicPartition>> paused() {
        return clients.getConsumer(ChannelSettings.CHANNEL)
                .paused()
                .ifNoItem()
                .after(PATIENCE)
                .fail();
    }

    private ConsumerView view(
            Standing standing,
            Optional<Map<TopicPartition, OffsetAndMetadata>> committed,
            Optional<Set<TopicPartition>> paused) {
        CommitStrategy commit = config.commitStrategy();
        return new ConsumerView(
                config.name().group(),
                standing.memberId().isEmpty() ? null : standing.memberId(),
                word(standing.state()),
                word(commit),
                word(commit.promise()),
                word(config.protocol()),
                standing.partitions().stream()
                        .map(partition -> new PartitionView(
                                partition.topic(),
                                partition.partition(),
                                committed.map(places -> places.get(partition)).map(OffsetAndMetadata::offset),
                                paused.map(those -> those.contains(partition))))
                        .toList(),
                figures.counts(),
                Stream.of(
                                committed.isEmpty() ? "committed: the group's coordinator does not answer" : "",
                                paused.isEmpty()
                                        ? "paused: the consumer is busy with a rebalance or waits for brokers"
                                        : "")
                        .filter(reason -> !reason.isEmpty())
                        .toList());
    }

    /** As settings spell it. */
    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
