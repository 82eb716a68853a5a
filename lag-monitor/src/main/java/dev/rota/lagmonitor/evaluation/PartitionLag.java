package dev.rota.lagmonitor.evaluation;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a group is behind on one partition. What is not known is empty, never 0.
 *
 * @param partition the partition
 * @param currentOffset the offset of the next record that the group will read; empty if it never committed one
 * @param logEndOffset the offset that the next record written will get; empty if it could not be read
 * @param lag records between the two, at least 0; empty if either is unknown or they contradict each other
 * @param owner the member that the partition is assigned to; empty if there is none or members are unknown
 * @param gap why {@code logEndOffset} or {@code lag} is missing where a commit would have told, in words
 */
public record PartitionLag(
        PartitionId partition,
        OptionalLong currentOffset,
        OptionalLong logEndOffset,
        OptionalLong lag,
        Optional<Member> owner,
        Optional<String> gap) {

    static PartitionLag of(PartitionId partition, OptionalLong committed, Reading<Long> end, Optional<Member> owner) {
        return switch (end) {
            case Reading.Missed<Long>(String reason) ->
                new PartitionLag(
                        partition, committed, OptionalLong.empty(), OptionalLong.empty(), owner, Optional.of(reason));
            case Reading.Taken<Long>(Long offset) -> between(partition, committed, offset, owner);
        };
    }

    private static PartitionLag between(
            PartitionId partition, OptionalLong committed, long end, Optional<Member> owner) {
        OptionalLong known = OptionalLong.of(end);
        if (committed.isEmpty()) {
            return new PartitionLag(partition, committed, known, OptionalLong.empty(), owner, Optional.empty());
        }
        long behind = end - committed.getAsLong();
        if (behind < 0) {
            // Commits are read before end offsets: a group ahead of the log has outlived what it read.
            String gap = "The committed offset %d lies beyond the log's end %d: the topic was truncated or recreated"
                    .formatted(committed.getAsLong(), end);
            return new PartitionLag(partition, committed, known, OptionalLong.empty(), owner, Optional.of(gap));
        }
        return new PartitionLag(partition, committed, known, OptionalLong.of(behind), owner, Optional.empty());
    }
}
