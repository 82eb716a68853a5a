package dev.rota.keyedconsumer;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
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

    /** Short, for other partitions wait meanwhile. */
    private static final Duration LOOK_UP_TIMEOUT = Duration.ofSeconds(1);

    private static final Duration AFTER_FAILURE = Duration.ofMillis(100);

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
            begin(stillAssigned(atTheStart.partitions()), atTheStart);
        } catch (OffsetOutOfRangeException gone) {
            resume(stillAssigned(gone.partitions()), gone);
        } catch (RetriableException
                | UnknownMemberIdException
                | StaleMemberEpochException
                | FencedMemberEpochException passing) {
            // The client joins the group anew, or asks again, by itself.
            events.tell(listener -> listener.onPollFailed(passing));
            ownership.settleWhile(() -> true, AFTER_FAILURE);
        }
        return ConsumerRecords.empty();
    }

    /** Without those that went while the client made up its exception. */
    private Set<TopicPartition> stillAssigned(Collection<TopicPartition> partitions) {
        Set<TopicPartition> assigned = new HashSet<>(partitions);
        assigned.retainAll(client.assignment());
        return assigned;
    }

    private void begin(Set<TopicPartition> partitions, NoOffsetForPartitionException atTheStart) {
        if (startingPoint instanceof StartingPoint.None) {
            throw atTheStart;
        }
        // The client may say twice that it knows no position, and would jump over what came in between.
        partitions.removeIf(partition -> {
            OptionalLong known = ownership.position(partition);
            known.ifPresent(position -> startAt(partition, position));
            return known.isPresent();
        });
        if (partitions.isEmpty()) {
            return;
        }
        try {
            startingOffsets(partitions).forEach(this::startAt);
        } catch (RetriableException unanswered) {
            events.tell(listener -> listener.onPositionUnknown(Set.copyOf(partitions), unanswered));
            leaveToTheClient(partitions);
        }
    }

    private Map<TopicPartition, Long> startingOffsets(Set<TopicPartition> partitions) {
        return switch (startingPoint) {
            case StartingPoint.Earliest(), StartingPoint.None() -> client.beginningOffsets(partitions, LOOK_UP_TIMEOUT);
            case StartingPoint.Latest() -> client.endOffsets(partitions, LOOK_UP_TIMEOUT);
            case StartingPoint.Within(Duration past) -> firstSince(Instant.now().minus(past), partitions);
        };
    }

    /**
     * Has the client look in its own time, as one partition without a leader must not hold up the others: it polls none
     * while one has no position. It cannot look for a time; to read too much is then better than to skip.
     */
    private void leaveToTheClient(Set<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            try {
                if (startingPoint instanceof StartingPoint.Latest) {
                    client.seekToEnd(Set.of(partition));
                } else {
                    client.seekToBeginning(Set.of(partition));
                }
            } catch (IllegalStateException _) {
                // The partition has gone meanwhile.
            }
        }
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
        try {
            client.beginningOffsets(partitions, LOOK_UP_TIMEOUT)
                    .forEach((partition, beginning) -> resume(partition, beginning, gone));
        } catch (RetriableException unanswered) {
            // The next poll that fetches from them says so again.
            events.tell(listener -> listener.onPositionUnknown(Set.copyOf(partitions), unanswered));
        }
    }

    private void resume(TopicPartition partition, long beginning, OffsetOutOfRangeException gone) {
        long position = gone.offsetOutOfRangePartitions().getOrDefault(partition, beginning);
        if (position < beginning) {
            events.tell(listener -> listener.onRecordsExpired(partition, position, beginning));
            startAt(partition, beginning);
        } else {
            startAt(partition, ownership.goBack(partition, position, branch(gone, partition, beginning)));
        }
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
