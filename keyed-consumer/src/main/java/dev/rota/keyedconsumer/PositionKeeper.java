package dev.rota.keyedconsumer;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedMemberEpochException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/**
 * Polls, and finds a position where the client has none: at the start of a group, and where the broker no longer has
 * what is to be read next. The client would do that by itself and say nothing, so it is told not to
 * ({@code auto.offset.reset=none}): records that are gone before they were read are a loss that somebody must hear of.
 *
 * <p>Belongs to the poll thread.
 */
final class PositionKeeper {

    /** Short, for other partitions wait meanwhile; if it passes, the next poll asks again. */
    private static final Duration LOOK_UP_TIMEOUT = Duration.ofSeconds(1);

    private static final Duration AFTER_FAILURE = Duration.ofMillis(100);

    /** Asks the brokers where to read on. */
    private interface Search {
        void among(Set<TopicPartition> partitions);
    }

    private final Consumer<byte[], byte[]> client;
    private final StartingPoint startingPoint;
    private final Ownership ownership;
    private final Events events;

    PositionKeeper(Consumer<byte[], byte[]> client, StartingPoint startingPoint, Ownership ownership, Events events) {
        this.client = client;
        this.startingPoint = startingPoint;
        this.ownership = ownership;
        this.events = events;
    }

    /** Polls; nothing comes of a poll that failed, or in which a position had to be found. */
    ConsumerRecords<byte[], byte[]> poll(Duration wait) {
        try {
            return client.poll(wait);
        } catch (NoOffsetForPartitionException atTheStart) {
            lookUp(atTheStart.partitions(), partitions -> begin(partitions, atTheStart));
        } catch (OffsetOutOfRangeException gone) {
            lookUp(gone.partitions(), partitions -> resume(partitions, gone));
        } catch (RetriableException
                | UnknownMemberIdException
                | StaleMemberEpochException
                | FencedMemberEpochException passing) {
            // The client joins the group anew, or asks again, by itself.
            events.tell(listener -> listener.onPollFailed(passing));
            ownership.settle(AFTER_FAILURE);
        }
        return ConsumerRecords.empty();
    }

    /** Looks for positions of those partitions that have not gone while the client made up its exception. */
    private void lookUp(Collection<TopicPartition> lacking, Search search) {
        Set<TopicPartition> partitions = new HashSet<>(lacking);
        partitions.retainAll(client.assignment());
        try {
            search.among(partitions);
        } catch (RetriableException unanswered) {
            events.tell(listener -> listener.onPositionUnknown(Set.copyOf(partitions), unanswered));
        }
    }

    private void begin(Set<TopicPartition> partitions, NoOffsetForPartitionException atTheStart) {
        Map<TopicPartition, Long> offsets = switch (startingPoint) {
            case StartingPoint.Earliest() -> client.beginningOffsets(partitions, LOOK_UP_TIMEOUT);
            case StartingPoint.Latest() -> client.endOffsets(partitions, LOOK_UP_TIMEOUT);
            case StartingPoint.Within(Duration past) -> firstSince(Instant.now().minus(past), partitions);
            case StartingPoint.None() -> throw atTheStart;
        };
        offsets.forEach(this::startAt);
    }

    private Map<TopicPartition, Long> firstSince(Instant time, Set<TopicPartition> partitions) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, Math.max(0, time.toEpochMilli())));
        Map<TopicPartition, Long> offsets = new HashMap<>(client.endOffsets(partitions, LOOK_UP_TIMEOUT));
        client.offsetsForTimes(times, LOOK_UP_TIMEOUT).forEach((partition, found) -> {
            if (found != null) {
                offsets.put(partition, found.offset());
            }
        });
        return offsets;
    }

    private void resume(Set<TopicPartition> partitions, OffsetOutOfRangeException gone) {
        if (startingPoint instanceof StartingPoint.None) {
            throw gone;
        }
        client.beginningOffsets(partitions, LOOK_UP_TIMEOUT).forEach((partition, beginning) -> {
            long position = gone.offsetOutOfRangePartitions().getOrDefault(partition, beginning);
            if (position < beginning) {
                events.tell(listener -> listener.onRecordsExpired(partition, position, beginning));
                startAt(partition, beginning);
            } else {
                startAt(partition, ownership.goBack(partition, position, branch(gone, partition, beginning)));
            }
        });
    }

    /** From here on the position is the group's: it is committed even if no record ever comes. */
    private void startAt(TopicPartition partition, long offset) {
        try {
            client.seek(partition, offset);
        } catch (IllegalStateException _) {
            // The partition has gone meanwhile.
            return;
        }
        ownership.startAt(partition, offset);
    }

    /** Where the log went another way than the one that was read; its beginning where that is not known. */
    private static long branch(OffsetOutOfRangeException gone, TopicPartition partition, long beginning) {
        if (gone instanceof LogTruncationException truncation) {
            OffsetAndMetadata divergence = truncation.divergentOffsets().get(partition);
            return divergence == null ? beginning : Math.max(beginning, divergence.offset());
        }
        return beginning;
    }
}
