package dev.rota.keyedconsumer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a consumer was doing at one moment; nothing in it changes afterwards.
 *
 * @param state where the consumer is in its life
 * @param asOf when the poll thread took this picture. It takes one at least every second while it lives and is not
 *     draining, so a running consumer whose picture is much older is stuck
 * @param memberId what the group's coordinator calls this member; empty while it is in no group
 * @param partitions the partitions assigned, by topic and number
 * @param counters totals since the start
 */
public record ConsumerView(
        State state, Instant asOf, Optional<String> memberId, List<PartitionView> partitions, Counters counters) {

    /** The life of a consumer, in this order; {@link #CLOSED} and {@link #FAILED} are final. */
    public enum State {
        /** Not yet started. */
        NEW,
        /** Polling. */
        RUNNING,
        /** Finishing what is in flight before it leaves the group. */
        CLOSING,
        /** Left the group because it was asked to. */
        CLOSED,
        /** The poll thread died; the group has the partitions back, and nothing undone was committed. */
        FAILED
    }

    /** Why nothing is fetched from a partition for now. */
    public enum PauseReason {
        /** As many records or bytes are buffered as may be. */
        BUFFER_FULL,
        /** A record waits for something to come back, or for its dead letter to be accepted. */
        OUTAGE,
        /** As many records as may be are done beyond the first that is not. */
        TOO_FAR_AHEAD,
        /** A batch waits for its next attempt, and the rest of the partition with it. */
        BATCH_WAITING,
        /** The {@link PartitionFence} has not given its token yet. */
        FENCE_PENDING
    }

    /**
     * One assigned partition.
     *
     * @param topic its topic
     * @param partition its number
     * @param position the next offset to be polled; empty before the first poll that touched the partition
     * @param committed the offset last committed by this assignment; empty before
     * @param doneBeyond records done beyond the first that is not: what a crash now would deliver again, after the
     *     commit interval's own
     * @param buffered records polled and neither done nor in a handler
     * @param inFlight records in a handler or on their way to the dead letters, or back from there and not yet entered
     * @param pausedFor why it is paused; empty if it is not
     */
    public record PartitionView(
            String topic,
            int partition,
            OptionalLong position,
            OptionalLong committed,
            long doneBeyond,
            int buffered,
            int inFlight,
            Set<PauseReason> pausedFor) {

        public PartitionView {
            pausedFor = Set.copyOf(pausedFor);
        }

        /** Whether nothing is fetched from it for now. */
        public boolean paused() {
            return !pausedFor.isEmpty();
        }
    }

    /**
     * Totals since the start.
     *
     * @param records records done, handled or dead-lettered
     * @param retries failed attempts that were followed by a wait
     * @param deadLetters dead letters accepted
     * @param commits commits the coordinator accepted
     * @param commitFailures commits it did not; none of them counts as committed
     * @param rebalances times partitions were given, taken or lost
     * @param truncations times a partition's log ended before what was read of it
     * @param recordsExpired offsets that were deleted before they were read, by retention for instance: an upper bound
     *     for the records that this group has lost
     * @param drainTime how long revocations had to wait for records in flight, altogether
     * @param longestDrain the longest of these waits
     */
    public record Counters(
            long records,
            long retries,
            long deadLetters,
            long commits,
            long commitFailures,
            long rebalances,
            long truncations,
            long recordsExpired,
            Duration drainTime,
            Duration longestDrain) {}

    public ConsumerView {
        partitions = List.copyOf(partitions);
    }

    /** The view of a consumer that has no poll thread yet, or never had one. */
    static ConsumerView notRunning(State state) {
        return new ConsumerView(
                state,
                Instant.now(),
                Optional.empty(),
                List.of(),
                new Counters(0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO));
    }
}
