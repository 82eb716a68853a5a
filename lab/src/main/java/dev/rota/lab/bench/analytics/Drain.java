package dev.rota.lab.bench.analytics;

import dev.rota.localstack.StackException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Waits until a group has committed the last record of each topic that it reads, one topic after the other: each holds what was
 * made of those before it. Markers of transactions, behind which no group commits, are no records. Belongs to one thread.
 */
final class Drain implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration STALLED = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);

    /** More markers than can lie behind a last record. */
    private static final long TAIL = 200;

    private final String bootstrapServers;
    private final String group;
    private final List<String> topics;
    private final Admin admin;

    /**
     * @param topics that the group reads: inputs, then what it writes for itself
     */
    Drain(String bootstrapServers, String group, List<String> topics) {
        this.bootstrapServers = bootstrapServers;
        this.group = group;
        this.topics = List.copyOf(topics);
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /**
     * Waits.
     *
     * @throws StackException if nothing is committed for a minute
     */
    void await() throws InterruptedException, ExecutionException {
        for (String topic : topics) {
            Map<TopicPartition, Long> last = lastRecords(topic);
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
                    throw new StackException("The group " + group + " does not get to the end of " + topic
                            + ": committed are " + committed + " of " + last + ".");
                }
                TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
                committed = committed();
            }
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

    /** Offsets of the last committed records; without those partitions where no record is left. */
    private Map<TopicPartition, Long> lastRecords(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
            end.forEach((partition, offset) ->
                    consumer.seek(partition, Math.max(first.getOrDefault(partition, 0L), offset - TAIL)));
            Map<TopicPartition, Long> last = new HashMap<>();
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < end.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    last.put(new TopicPartition(record.topic(), record.partition()), record.offset());
                }
            }
            return last;
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
