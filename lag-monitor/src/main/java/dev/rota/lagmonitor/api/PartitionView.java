package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.Member;
import dev.rota.lagmonitor.evaluation.PartitionLag;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One partition of one group: a row of kafka-consumer-groups. */
@Schema(name = "Partition")
record PartitionView(
        String group,
        String topic,
        int partition,

        @Schema(description = "Offset of the next record to be read; null if the group never committed one")
        OptionalLong currentOffset,

        @Schema(description = "Offset that the next record written will get; null if it could not be read")
        OptionalLong logEndOffset,

        @Schema(description = "Records between the two; null if either is unknown")
        OptionalLong lag,

        @Schema(description = "The member that owns the partition; null if none does")
        Optional<String> memberId,

        @Schema(description = "Where the member connects from, as the broker writes it")
        Optional<String> host,

        Optional<String> clientId,

        @Schema(description = "Why a figure is missing, in words; null if none is")
        Optional<String> gap) {

    static List<PartitionView> of(GroupLag group) {
        return group.partitions().stream()
                .map(partition -> of(group.group(), partition))
                .toList();
    }

    private static PartitionView of(String group, PartitionLag partition) {
        return new PartitionView(
                group,
                partition.partition().topic(),
                partition.partition().number(),
                partition.currentOffset(),
                partition.logEndOffset(),
                partition.lag(),
                partition.owner().map(Member::memberId),
                partition.owner().map(Member::host),
                partition.owner().map(Member::clientId),
                partition.gap());
    }
}
