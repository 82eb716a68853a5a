package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.LagLevel;
import dev.rota.lagmonitor.evaluation.LogOffsets;
import dev.rota.lagmonitor.evaluation.Member;
import dev.rota.lagmonitor.evaluation.PartitionLag;
import dev.rota.lagmonitor.evaluation.Retention;
import dev.rota.lagmonitor.evaluation.Status;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One partition of one group: a row of kafka-consumer-groups. */
@Schema(name = "Partition")
record PartitionView(
        @Schema(description = "The cluster's configured name")
        String cluster,

        String group,
        String topic,
        int partition,

        @Schema(description = "Offset of the next record to be read; null if the group never committed one")
        OptionalLong currentOffset,

        @Schema(description = "Offset that the next record written will get; null if it could not be read")
        OptionalLong logEndOffset,

        @Schema(description = "Records between the two, without markers of transactions; null if either is unknown")
        OptionalLong lag,

        @Schema(description = "Offsets between the two, as Kafka's tools count a lag; null if either is unknown")
        OptionalLong offsetLag,

        @Schema(description = "How offsets that are no records were found: not_seen, inferred or read")
        String markersMethod,

        @Schema(description = "How far that can be relied upon: high, low or none")
        String markersConfidence,

        @Schema(description = "LOW, MODERATE or HIGH by fixed bounds; null like lag")
        Optional<LagLevel> level,

        @Schema(description = "Offset of the oldest record that is still there; null if it could not be read")
        OptionalLong logStartOffset,

        @Schema(description = "Offset below which all transactions have ended; null if it could not be read")
        OptionalLong lastStableOffset,

        @Schema(description = "Records up to the last stable offset, which is all that read_committed consumers see")
        OptionalLong stableLag,

        TimeLagView timeLag,

        @Schema(description = "STOPPED, STALLED, REWOUND, LAGGING, UNCOMMITTED, UNKNOWN, RECOVERING or OK")
        Status status,

        @Schema(description = "Why, in one sentence") String reason,

        @Schema(description = "Seconds until the end is reached at the present rates; null unless RECOVERING")
        Optional<Double> etaSeconds,

        @Schema(
                description =
                        "Offsets committed per second over the status' window, negative if it went back; null if not known")
        OptionalDouble consumedPerSecond,

        @Schema(description = "Offsets written per second over the status' window; null if not known")
        OptionalDouble arrivedPerSecond,

        @Schema(
                description =
                        "Records that the log had forgotten before they were read, from the committed offset on; null like lag")
        OptionalLong lost,

        @Schema(
                description =
                        "Seconds until the log forgets the next one at the present rates; null if it is not about to")
        Optional<Double> timeToLossSeconds,

        @Schema(
                description =
                        "For how many seconds one open transaction has held up the last stable offset; null if none does")
        Optional<Double> openTransactionSeconds,

        @Schema(description = "The member that owns the partition; null if none does")
        Optional<String> memberId,

        @Schema(description = "Where the member connects from, as the broker writes it")
        Optional<String> host,

        Optional<String> clientId,

        @Schema(description = "When these figures were read")
        Instant sampledAt,

        @Schema(description = "How old these figures are") long ageMillis,

        @Schema(description = "Why a figure is missing, in words; null if none is")
        Optional<String> gap) {

    /** @param partitions those of the group that are wanted */
    static List<PartitionView> of(String cluster, GroupLag group, List<PartitionLag> partitions) {
        return partitions.stream()
                .map(partition -> of(cluster, group, partition))
                .toList();
    }

    private static PartitionView of(String cluster, GroupLag group, PartitionLag partition) {
        return new PartitionView(
                cluster,
                group.group(),
                partition.partition().topic(),
                partition.partition().number(),
                partition.currentOffset(),
                partition.logEndOffset(),
                partition.lag(),
                partition.offsetLag(),
                partition.markers().method().toString(),
                partition.markers().method().confidence().toString(),
                partition.level(),
                partition.log().map(LogOffsets::start).map(OptionalLong::of).orElse(OptionalLong.empty()),
                partition
                        .log()
                        .map(LogOffsets::lastStable)
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty()),
                partition.stableLag(),
                TimeLagView.of(partition.timeLag()),
                partition.verdict().status(),
                partition.verdict().reason(),
                partition.verdict().eta().map(TimeLagView::seconds),
                partition.rates().consumed(),
                partition.rates().arrived(),
                partition.retention().map(Retention::lost).map(OptionalLong::of).orElse(OptionalLong.empty()),
                partition.retention().flatMap(Retention::timeToLoss).map(TimeLagView::seconds),
                partition.heldUp().map(TimeLagView::seconds),
                partition.owner().map(Member::memberId),
                partition.owner().map(Member::host),
                partition.owner().map(Member::clientId),
                group.sampledAt().instant(),
                group.sampledAt().age().toMillis(),
                partition.gap());
    }
}
