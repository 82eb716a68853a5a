package dev.rota.lagmonitor.sampling;

import static java.util.Objects.requireNonNull;

import dev.rota.lagmonitor.evaluation.FirstRecord;
import dev.rota.lagmonitor.evaluation.LogOffsets;
import dev.rota.lagmonitor.evaluation.PartitionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/**
 * Reads the record that each group has to read next, where {@code rota.lag-monitor.read-records} asks for it: its timestamp
 * says how old it is, and its offset how many of those in front of it are none.
 *
 * <p>A consumer without a group: it commits nothing, and no group learns of it. What was found is remembered for as long as a
 * group stands there. What cannot be read in the time there is for it is left to the next tick.
 * A partition whose records are corrupt is found out and looked at apart from then on.
 *
 * <p>Not thread-safe: the sampler's thread owns it.
 */
final class RecordReader implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(RecordReader.class);

    /** Of a tick: the figures are there without it. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Enough for a record and its neighbours; a batch that is larger comes alone. */
    private static final int BYTES_PER_PARTITION = 16 * 1024;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private Map<From, FirstRecord> known = Map.of();

    /** Partitions that could not be read when they were asked for last, although the broker answered. */
    private final Set<PartitionId> unreadable = new HashSet<>();

    /** A place in a log from which somebody is to read on. */
    record From(PartitionId partition, long offset) {}

    /** @param kafka how the cluster is reached */
    RecordReader(Map<String, Object> kafka) {
        consumer = new KafkaConsumer<>(settings(kafka));
    }

    /** What the consumer is configured with, where the cluster is reached so. */
    static Map<String, Object> settings(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.keySet().retainAll(ConsumerConfig.configNames());
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, BYTES_PER_PARTITION);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return settings;
    }

    /**
     * The first record from each place on.
     *
     * @param places to look from
     * @param logs where logs begin and end; places that are not between a beginning and a stable end are left out
     * @return without the places from which could not be read
     */
    Map<From, FirstRecord> read(Collection<From> places, Map<PartitionId, LogOffsets> logs) {
        Map<From, FirstRecord> found = new HashMap<>();
        Map<PartitionId, NavigableSet<Long>> open = new HashMap<>();
        for (From from : places) {
            LogOffsets log = logs.get(from.partition());
            if (log == null || from.offset() < log.start() || from.offset() >= log.lastStable()) {
                continue;
            }
            FirstRecord before = known.get(from);
            if (before != null && (before.written().isPresent() || before.offset() >= log.lastStable())) {
                found.put(from, before);
            } else {
                open.computeIfAbsent(from.partition(), _ -> new TreeSet<>()).add(from.offset());
            }
        }
        if (!open.isEmpty()) {
            look(open, found, logs);
        }
        known = found;
        return found;
    }

    private void look(
            Map<PartitionId, NavigableSet<Long>> open,
            Map<From, FirstRecord> found,
            Map<PartitionId, LogOffsets> logs) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        unreadable.retainAll(open.keySet());
        Map<PartitionId, NavigableSet<Long>> sound = new HashMap<>(open);
        sound.keySet().removeAll(unreadable);
        try {
            lookTogether(sound, found, logs, deadline);
            // Last and each by itself, so that they keep no other from being read.
            for (PartitionId partition : List.copyOf(unreadable)) {
                Map<PartitionId, NavigableSet<Long>> alone =
                        new HashMap<>(Map.of(partition, requireNonNull(open.get(partition))));
                lookTogether(alone, found, logs, deadline);
                if (alone.isEmpty()) {
                    unreadable.remove(partition);
                }
            }
        } catch (InterruptException e) {
            // Kafka's client has set the thread's flag again: the sampler stops at its next wait.
            LOG.debug("Reading records was interrupted", e);
        } catch (KafkaException e) {
            LOG.debugf("Records could not be read at this tick: %s", Answers.reason(e));
        } finally {
            consumer.unsubscribe();
        }
    }

    /**
     * Looks until all is found or the time is over. What the client says of a batch that is corrupt names its partition in no
     * other way than in words, and it goes on saying so: the partitions are halved until the one is alone.
     *
     * @param open where to look; without what was found when it returns
     */
    private void lookTogether(
            Map<PartitionId, NavigableSet<Long>> open,
            Map<From, FirstRecord> found,
            Map<PartitionId, LogOffsets> logs,
            long deadline) {
        try {
            consumer.assign(open.keySet().stream().map(FromKafka::kafka).toList());
            open.forEach((partition, places) -> consumer.seek(FromKafka.kafka(partition), places.first()));
            for (long left = deadline - System.nanoTime();
                    left > 0 && !open.isEmpty();
                    left = deadline - System.nanoTime()) {
                take(poll(Duration.ofNanos(left), open), open, found, logs);
            }
        } catch (ApiException | InterruptException e) {
            // Of the cluster and not of a partition.
            throw e;
        } catch (KafkaException e) {
            if (open.size() == 1) {
                LOG.debugf("%s cannot be read: %s", open.keySet(), Answers.reason(e));
                unreadable.addAll(open.keySet());
                return;
            }
            List<PartitionId> all = List.copyOf(open.keySet());
            int half = all.size() / 2;
            for (List<PartitionId> part : List.of(all.subList(0, half), all.subList(half, all.size()))) {
                Map<PartitionId, NavigableSet<Long>> some = new HashMap<>(open);
                some.keySet().retainAll(Set.copyOf(part));
                lookTogether(some, found, logs, deadline);
            }
        }
    }

    private ConsumerRecords<byte[], byte[]> poll(Duration timeout, Map<PartitionId, NavigableSet<Long>> open) {
        try {
            return consumer.poll(timeout);
        } catch (TopicAuthorizationException e) {
            open.keySet().removeIf(partition -> e.unauthorizedTopics().contains(partition.topic()));
        } catch (OffsetOutOfRangeException e) {
            // The log has forgotten it since its beginning was read.
            open.keySet().removeIf(partition -> e.partitions().contains(FromKafka.kafka(partition)));
        }
        consumer.assign(open.keySet().stream().map(FromKafka::kafka).toList());
        return ConsumerRecords.empty();
    }

    private void take(
            ConsumerRecords<byte[], byte[]> records,
            Map<PartitionId, NavigableSet<Long>> open,
            Map<From, FirstRecord> found,
            Map<PartitionId, LogOffsets> logs) {
        for (PartitionId partition : List.copyOf(open.keySet())) {
            TopicPartition kafka = FromKafka.kafka(partition);
            NavigableSet<Long> places = requireNonNull(open.get(partition));
            List<ConsumerRecord<byte[], byte[]>> given = records.records(kafka);
            if (!given.isEmpty()) {
                ConsumerRecord<byte[], byte[]> first = given.getFirst();
                settle(
                        partition,
                        places,
                        new FirstRecord(first.offset(), Optional.of(Instant.ofEpochMilli(first.timestamp()))),
                        found);
            } else {
                OptionalLong position = position(kafka);
                if (position.isPresent()
                        && position.getAsLong()
                                >= requireNonNull(logs.get(partition)).lastStable()) {
                    settle(partition, places, new FirstRecord(position.getAsLong(), Optional.empty()), found);
                }
            }
            if (places.isEmpty()) {
                open.remove(partition);
                consumer.pause(List.of(kafka));
            } else if (!given.isEmpty()) {
                consumer.seek(kafka, places.first());
            }
        }
    }

    /** Empty while the client is about to ask a new leader whether its log has that offset: the others need not wait for it. */
    private OptionalLong position(TopicPartition partition) {
        try {
            return OptionalLong.of(consumer.position(partition, Duration.ZERO));
        } catch (TimeoutException _) {
            return OptionalLong.empty();
        }
    }

    /** It is the first of all places up to it from which was looked, or that lie behind one from which was. */
    private static void settle(
            PartitionId partition, NavigableSet<Long> places, FirstRecord first, Map<From, FirstRecord> found) {
        places.headSet(first.offset(), true).forEach(offset -> found.put(new From(partition, offset), first));
        places.headSet(first.offset(), true).clear();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
