package dev.rota.lab.bench.analytics;

import static java.util.stream.Collectors.toMap;

import dev.rota.localstack.StackException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Waits until a group has committed the last record of its input and then of each topic that it writes for itself, one after the
 * other: each holds what was made of those before it, and nobody else writes to it. Markers of transactions, behind which no group commits, are no records.
 * Belongs to one thread.
 */
final class Drain implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration STALLED = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);

    /** More markers than can lie behind a last record. */
    private static final long TAIL = 200;

    private final String group;
    private final List<String> topics;
    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /**
     * Its connections are made now, and used by the first wait: they are no part of what a later one takes.
     *
     * @param topics that the group writes for itself
     */
    Drain(String bootstrapServers, String group, List<String> topics) {
        this.group = group;
        this.topics = List.copyOf(topics);
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /**
     * Waits.
     *
     * @param input offsets of the last records of the input that may be seen, as its writer knows them: there may be more that may not
     * @throws StackException if nothing is committed for a minute, or a transaction stays open for as long
     */
    void await(Map<TopicPartition, Long> input) throws InterruptedException, ExecutionException {
        awaitCommitted(input);
        for (String topic : topics) {
            awaitCommitted(lastRecords(settled(topic)));
        }
    }

    private void awaitCommitted(Map<TopicPartition, Long> last) throws InterruptedException, ExecutionException {
        long seen = -1;
        long deadline = System.nanoTime() + STALLED.toNanos();
        Map<TopicPartition, OffsetAndMetadata> committed = committed();
        while (!isBehind(committed, last)) {
            long sum = committed.values().stream()
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
            if (sum > seen) {
                seen = sum;
                deadline = System.nanoTime() + STALLED.toNanos();
            } else if (System.nanoTime() > deadline) {
                throw new StackException("The group " + group + " does not get to the end: committed are " + committed
                        + " of " + last + ".");
            }
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
            committed = committed();
        }
    }

    private static boolean isBehind(Map<TopicPartition, OffsetAndMetadata> committed, Map<TopicPartition, Long> last) {
        return last.entrySet().stream().allMatch(entry -> {
            OffsetAndMetadata offset = committed.get(entry.getKey());
            return offset != null && offset.offset() > entry.getValue();
        });
    }

    private Map<TopicPartition, OffsetAndMetadata> committed() throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
        admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, offset) -> {
                    if (offset != null) {
                        committed.put(partition, offset);
                    }
                });
        return committed;
    }

    /**
     * Where the topic ends, once no transaction on it is open: a commit returns before each partition has its marker, and what is
     * before a marker that is to come would not be seen.
     */
    private Map<TopicPartition, Long> settled(String topic) throws InterruptedException, ExecutionException {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        long deadline = System.nanoTime() + STALLED.toNanos();
        while (true) {
            Map<TopicPartition, Long> end = ends(partitions, IsolationLevel.READ_UNCOMMITTED);
            Map<TopicPartition, Long> stable = ends(partitions, IsolationLevel.READ_COMMITTED);
            if (stable.equals(end)) {
                return end;
            }
            if (System.nanoTime() > deadline) {
                throw new StackException(
                        "Transactions on " + topic + " stay open: " + stable + " of " + end + " can be read.");
            }
            TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
        }
    }

    private Map<TopicPartition, Long> ends(List<TopicPartition> partitions, IsolationLevel level)
            throws InterruptedException, ExecutionException {
        return admin
                .listOffsets(
                        partitions.stream().collect(toMap(partition -> partition, _ -> OffsetSpec.latest())),
                        new ListOffsetsOptions(level))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    /** Offsets of the last committed records before these; without those partitions where no record is left. */
    private Map<TopicPartition, Long> lastRecords(Map<TopicPartition, Long> end) {
        consumer.assign(end.keySet());
        Map<TopicPartition, Long> first = consumer.beginningOffsets(end.keySet());
        end.forEach((partition, offset) ->
                consumer.seek(partition, Math.max(first.getOrDefault(partition, 0L), offset - TAIL)));
        Map<TopicPartition, Long> last = new HashMap<>();
        while (end.entrySet().stream().anyMatch(entry -> consumer.position(entry.getKey()) < entry.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                last.put(new TopicPartition(record.topic(), record.partition()), record.offset());
            }
        }
        return last;
    }

    @Override
    public void close() {
        try (admin) {
            consumer.close();
        }
    }
}
