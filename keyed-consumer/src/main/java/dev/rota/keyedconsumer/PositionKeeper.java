package dev.rota.keyedconsumer;

import java.time.Duration;
import java.time.Instant;
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
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Polls, and finds a position where the client has none: at the start of a group, and where the broker no longer has
 * what is to be read next. The client would do that by itself and say nothing, so it is told not to
 * ({@code auto.offset.reset=none}): records that are gone before they were read are a loss that somebody must hear of.
 *
 * <p>Belongs to the poll thread.
 */
final class PositionKeeper {

    /** Short of the poll interval; if it passes, the next poll asks again. */
    private static final Duration LOOK_UP_TIMEOUT = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final StartingPoint startingPoint;
    private final Ownership ownership;
    private final Events events;

    PositionKeeper(Consumer<byte[], byte[]> consumer, StartingPoint startingPoint, Ownership ownership, Events events) {
        this.consumer = consumer;
        this.startingPoint = startingPoint;
        this.ownership = ownership;
        this.events = events;
    }

    /** Polls; nothing comes of a poll in which a position had to be found. */
    ConsumerRecords<byte[], byte[]> poll(Duration wait) {
        try {
            return consumer.poll(wait);
        } catch (NoOffsetForPartitionException atTheStart) {
            begin(atTheStart);
        } catch (OffsetOutOfRangeException gone) {
            resume(gone);
        }
        return ConsumerRecords.empty();
    }

    private void begin(NoOffsetForPartitionException atTheStart) {
        Set<TopicPartition> partitions = new HashSet<>(atTheStart.partitions());
        partitions.retainAll(consumer.assignment());
        switch (startingPoint) {
            case StartingPoint.Earliest() -> consumer.seekToBeginning(partitions);
            case StartingPoint.Latest() -> consumer.seekToEnd(partitions);
            case StartingPoint.Within(Duration past) ->
                seekTo(partitions, Instant.now().minus(past));
            case StartingPoint.None() -> throw atTheStart;
        }
    }

    private void seekTo(Set<TopicPartition> partitions, Instant time) {
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, time.toEpochMilli()));
        try {
            consumer.offsetsForTimes(times, LOOK_UP_TIMEOUT).forEach((partition, found) -> {
                if (found == null) {
                    consumer.seekToEnd(Set.of(partition));
                } else {
                    consumer.seek(partition, found.offset());
                }
            });
        } catch (TimeoutException e) {
            events.tell(listener -> listener.onPositionUnknown(partitions, e));
        }
    }

    private void resume(OffsetOutOfRangeException gone) {
        if (startingPoint instanceof StartingPoint.None) {
            throw gone;
        }
        Map<TopicPartition, Long> positions = new HashMap<>(gone.offsetOutOfRangePartitions());
        positions.keySet().retainAll(consumer.assignment());
        Map<TopicPartition, Long> beginnings;
        try {
            beginnings = consumer.beginningOffsets(positions.keySet(), LOOK_UP_TIMEOUT);
        } catch (TimeoutException e) {
            events.tell(listener -> listener.onPositionUnknown(positions.keySet(), e));
            return;
        }
        positions.forEach((partition, position) -> {
            long beginning = beginnings.getOrDefault(partition, 0L);
            if (position < beginning) {
                events.tell(listener -> listener.onRecordsExpired(partition, position, beginning));
                consumer.seek(partition, beginning);
            } else {
                long branch = branch(gone, partition, beginning);
                ownership.goBack(partition, position, branch);
                consumer.seek(partition, branch);
            }
        });
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
