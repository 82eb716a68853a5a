package dev.rota.lagmonitor.evaluation;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a group is behind on one partition. What is not known is empty, never 0.
 *
 * @param partition the partition
 * @param currentOffset the offset of the next record that the group will read; empty if it never committed one
 * @param log where the log begins and ends; empty if it could not be read
 * @param lag records that are still there up to the end, without markers, at least 0; empty if either is unknown or they contradict each other
 * @param offsetLag offsets up to the end, as Kafka's tools count a lag; empty like {@code lag}
 * @param stableLag records up to the last stable offset, at least 0; empty like {@code lag}
 * @param markers offsets up to the end that are no records
 * @param level how much that lag is by fixed bounds; empty like {@code lag}
 * @param owner the member that the partition is assigned to; empty if there is none or members are unknown
 * @param gap why {@code log} or {@code lag} is missing where a commit would have told, in words
 * @param timeLag how long ago the oldest record was written that is still to be read
 * @param verdict what is to be thought of it
 * @param rates how fast it moves
 * @param retention what the log forgets before it is read; empty like {@code lag}
 * @param heldUp for how long one open transaction has held up the last stable offset; empty if none does
 */
public record PartitionLag(
        PartitionId partition,
        OptionalLong currentOffset,
        Optional<LogOffsets> log,
        OptionalLong lag,
        OptionalLong offsetLag,
        OptionalLong stableLag,
        Markers markers,
        Optional<LagLevel> level,
        Optional<Member> owner,
        Optional<String> gap,
        TimeLag timeLag,
        Verdict verdict,
        Rates rates,
        Optional<Retention> retention,
        Optional<Duration> heldUp) {

    /** The offset that the next record written will get; empty if it could not be read. */
    public OptionalLong logEndOffset() {
        return log.map(LogOffsets::end).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    /** There are figures missing, and therefore no lag. */
    static PartitionLag unknown(
            PartitionId partition,
            OptionalLong committed,
            Optional<LogOffsets> log,
            Optional<Member> owner,
            Optional<String> gap,
            Verdict verdict,
            Rates rates) {
        return new PartitionLag(
                partition,
                committed,
                log,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Markers.NONE,
                Optional.empty(),
                owner,
                gap,
                TimeLag.unknown(),
                verdict,
                rates,
                Optional.empty(),
                Optional.empty());
    }
}
