package dev.rota.lagmonitor;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;

/** Topics, records and real consumer groups of one test; closing it ends the group's members. */
public final class Traffic implements AutoCloseable {

    private final String bootstrapServers;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<KafkaConsumer<byte[], byte[]>> consumers = new ArrayList<>();

    public Traffic(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer());
    }

    static String unique(String name) {
        return name + "-" + UUID.randomUUID();
    }

    /** A new topic of its own name, with so many records in its first, second... partition. */
    String topic(int... records) throws Exception {
        String topic = unique("topic");
        admin.createTopics(List.of(new NewTopic(topic, records.length, (short) 1)))
                .all()
                .get();
        for (int partition = 0; partition < records.length; partition++) {
            produce(new TopicPartition(topic, partition), records[partition]);
        }
        return topic;
    }

    void produce(TopicPartition partition, int records) {
        for (int i = 0; i < records; i++) {
            var _ = producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), null, new byte[1]));
        }
        producer.flush();
    }

    /** Members that have divided the topic among themselves; they go on living without being polled. */
    public List<KafkaConsumer<byte[], byte[]>> join(String group, String protocol, String topic, String... clientIds) {
        List<KafkaConsumer<byte[], byte[]>> members = Stream.of(clientIds)
                .map(client -> member(group, protocol, topic, client, Map.of()))
                .toList();
        int partitions = members.getFirst().partitionsFor(topic).size();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            members.forEach(member -> member.poll(Duration.ofMillis(50)));
            return members.stream().noneMatch(member -> member.assignment().isEmpty())
                    && members.stream()
                                    .mapToInt(member -> member.assignment().size())
                                    .sum()
                            == partitions;
        });
        return members;
    }

    /** One that will be a member once it is polled, and takes part in rebalances while it is. */
    KafkaConsumer<byte[], byte[]> member(
            String group, String protocol, String topic, String clientId, Map<String, Object> settings) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", bootstrapServers);
        config.put("group.id", group);
        config.put("group.protocol", protocol);
        config.put("client.id", clientId);
        config.put("enable.auto.commit", false);
        config.put("auto.offset.reset", "earliest");
        config.putAll(settings);
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumers.add(consumer);
        consumer.subscribe(List.of(topic));
        return consumer;
    }

    /** The only member of a group commits in the first, second... partition, and leaves. */
    void commitAndLeave(String group, String topic, long... offsets) {
        KafkaConsumer<byte[], byte[]> member =
                join(group, "consumer", topic, "last").getFirst();
        member.commitSync(places(topic, offsets));
        member.close();
        consumers.remove(member);
    }

    /** Commits for a group that has no members, in the first, second... partition; this is also how one is made. */
    void commit(String group, String topic, long... offsets) throws Exception {
        admin.alterConsumerGroupOffsets(group, places(topic, offsets)).all().get();
    }

    private static Map<TopicPartition, OffsetAndMetadata> places(String topic, long... offsets) {
        Map<TopicPartition, OffsetAndMetadata> places = new HashMap<>();
        IntStream.range(0, offsets.length)
                .forEach(partition ->
                        places.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offsets[partition])));
        return places;
    }

    /** Deletes the topic, and makes it again with as many partitions and no records. */
    void recreate(String topic) throws Exception {
        int partitions = producer.partitionsFor(topic).size();
        admin.deleteTopics(List.of(topic)).all().get();
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get();
            return true;
        });
    }

    /** Deletes the records before an offset. */
    void forget(TopicPartition partition, long before) throws Exception {
        admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)))
                .all()
                .get();
    }

    /** Writes records in a transaction that is open for as long as something is done. */
    void inTransaction(TopicPartition partition, int records, Runnable meanwhile) {
        try (KafkaProducer<byte[], byte[]> transactional = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "transactional.id", unique("transaction")),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            transactional.initTransactions();
            transactional.beginTransaction();
            for (int i = 0; i < records; i++) {
                var _ = transactional.send(
                        new ProducerRecord<>(partition.topic(), partition.partition(), null, new byte[1]));
            }
            transactional.flush();
            meanwhile.run();
            transactional.commitTransaction();
        }
    }

    /** A streams group that reads a topic; not started. */
    KafkaStreams streams(String group, String topic) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.<byte[], byte[]>stream(topic).foreach((_, _) -> {});
        Properties config = new Properties();
        config.putAll(Map.of(
                "application.id",
                group,
                "bootstrap.servers",
                bootstrapServers,
                "group.protocol",
                "streams",
                "auto.offset.reset",
                "earliest",
                "commit.interval.ms",
                100,
                "state.dir",
                Path.of("target", "streams").toString()));
        config.put("default.key.serde", Serdes.ByteArraySerde.class);
        config.put("default.value.serde", Serdes.ByteArraySerde.class);
        return new KafkaStreams(builder.build(), config);
    }

    /** A member of a share group; what it polls it acknowledges with the next poll. */
    KafkaShareConsumer<byte[], byte[]> share(String group, String topic) {
        KafkaShareConsumer<byte[], byte[]> consumer = new KafkaShareConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "group.id", group),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(topic));
        return consumer;
    }

    /** Lets go of what the group has committed on a partition, as the cluster does when it expires. */
    void expire(String group, TopicPartition partition) throws Exception {
        admin.deleteConsumerGroupOffsets(group, Set.of(partition)).all().get();
    }

    /** Which broker leads a partition; they are counted from 1. */
    int leader(TopicPartition partition) throws Exception {
        return admin.describeTopics(List.of(partition.topic()))
                .allTopicNames()
                .get()
                .get(partition.topic())
                .partitions()
                .get(partition.partition())
                .leader()
                .id();
    }

    void delete(String group) throws Exception {
        admin.deleteConsumerGroups(List.of(group)).all().get();
    }

    @Override
    public void close() {
        consumers.forEach(KafkaConsumer::close);
        producer.close();
        admin.close();
    }
}
