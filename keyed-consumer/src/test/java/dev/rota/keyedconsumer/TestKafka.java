package dev.rota.keyedconsumer;

import static org.awaitility.Awaitility.await;

import dev.rota.localstack.LocalStack;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One real broker for all tests of a run, with topics and groups of its own for each test. */
final class TestKafka implements AutoCloseable {

    /** Hands the broker to whoever asks for one, and stops it after the last test. */
    static final class Extension implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == TestKafka.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.create(TestKafka.class))
                    .computeIfAbsent(TestKafka.class, absent -> new TestKafka());
        }
    }

    private final LocalStack stack =
            LocalStack.builder().data(Path.of("target", "keyed-consumer-it")).start();
    private final Map<String, Object> clientConfig = Map.of("bootstrap.servers", stack.bootstrapServers());
    private final Admin admin = Admin.create(clientConfig);
    private final KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(clientConfig, new ByteArraySerializer(), new ByteArraySerializer());

    String bootstrapServers() {
        return stack.bootstrapServers();
    }

    /** A name that no other test has. */
    String unique(String what) {
        return what + "-" + UUID.randomUUID();
    }

    String newTopic(int partitions) throws Exception {
        return newTopic(unique("topic"), partitions);
    }

    String newTopic(String name, int partitions) throws Exception {
        return newTopic(name, partitions, Map.of());
    }

    String newTopic(String name, int partitions, Map<String, String> config) throws Exception {
        admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(config)))
                .all()
                .get();
        awaitOpen(name, partitions);
        return name;
    }

    /**
     * Waits until the topic can be written to. To have leaders is not enough: a broker that is busy may not have opened
     * all partitions yet, and may then take the second batch of a producer before the first, which never finds its place.
     */
    private void awaitOpen(String topic, int partitions) {
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, partitions)
                .boxed()
                .collect(Collectors.toMap(number -> new TopicPartition(topic, number), number -> OffsetSpec.latest()));
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> admin.listOffsets(ends).all().get().size() == partitions);
    }

    /** A group of its own, with the topic for its dead letters. */
    String newGroup() throws Exception {
        String group = unique("group");
        newTopic(group + ".dead-letters", 1);
        return group;
    }

    /** Changes one of a topic's settings while it is in use. */
    void alterTopic(String topic, String setting, String value) throws Exception {
        alter(new ConfigResource(ConfigResource.Type.TOPIC, topic), Map.of(setting, value));
    }

    /** Gives a topic more partitions while it is in use. */
    void growTopic(String topic, int partitions) throws Exception {
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                .all()
                .get();
        awaitOpen(topic, partitions);
    }

    /**
     * How long a group on the consumer protocol waits for a member, at least 5 s: there it is the broker's to say. On the
     * classic protocol members say it themselves.
     */
    void sessionTimeout(String group, Duration timeout) throws Exception {
        alter(
                new ConfigResource(ConfigResource.Type.GROUP, group),
                Map.of(
                        "consumer.session.timeout.ms",
                        Long.toString(timeout.toMillis()),
                        "consumer.heartbeat.interval.ms",
                        "500"));
    }

    private void alter(ConfigResource resource, Map<String, String> settings) throws Exception {
        List<AlterConfigOp> changes = settings.entrySet().stream()
                .map(setting -> new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        admin.incrementalAlterConfigs(Map.of(resource, changes)).all().get();
    }

    /** A consumer of texts that finds what is done at once and says so often. */
    KeyedConsumerBuilder<String, String> consumer(Protocol protocol, String group, String topic) {
        return consumer(protocol, group, topic, Map.of());
    }

    KeyedConsumerBuilder<String, String> consumer(
            Protocol protocol, String group, String topic, Map<String, Object> more) {
        return consumer(bootstrapServers(), protocol, group, topic, more);
    }

    static KeyedConsumerBuilder<String, String> consumer(
            String bootstrapServers, Protocol protocol, String group, String topic, Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(protocol.config());
        config.put("bootstrap.servers", bootstrapServers);
        config.put("group.id", group);
        config.putAll(more);
        return KeyedConsumer.builder(config, new StringDeserializer(), new StringDeserializer())
                .topics(topic)
                .commitInterval(Duration.ofMillis(100));
    }

    Future<RecordMetadata> send(String topic, @Nullable String key, @Nullable String value) {
        return send(new ProducerRecord<>(topic, bytes(key), bytes(value)));
    }

    Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return producer.send(record);
    }

    /**
     * Sends one after the other {@code 0, 1, 2...} for each of the keys {@code key-0, key-1...}, and waits until all
     * are there.
     */
    void sendSequences(String topic, int keys, int each) {
        for (int number = 0; number < each; number++) {
            sendNumber(topic, keys, number);
        }
        producer.flush();
    }

    /** Sends the next number of the sequences, and does not wait. */
    void sendNumber(String topic, int keys, int number) {
        for (int key = 0; key < keys; key++) {
            Future<RecordMetadata> _ = send(topic, "key-" + key, Integer.toString(number));
        }
    }

    /** Waits until all that was sent is there. */
    void flush() {
        producer.flush();
    }

    /** Everything in a topic of one partition, as it is there. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> reader =
                new KafkaConsumer<>(clientConfig, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            reader.assign(List.of(partition));
            reader.seekToBeginning(List.of(partition));
            long end = reader.endOffsets(List.of(partition)).get(partition);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (reader.position(partition) < end) {
                reader.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    /** Does what retention does: nothing below this offset is left. */
    void deleteRecordsBefore(String topic, int partition, long offset) throws Exception {
        admin.deleteRecords(Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)))
                .all()
                .get();
    }

    /** Sets the offset of a group that has no members. */
    void commit(String group, String topic, int partition, long offset) throws Exception {
        admin.alterConsumerGroupOffsets(
                        group, Map.of(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)))
                .all()
                .get();
    }

    /** What the group has committed there; empty if nothing. */
    OptionalLong committed(String group, String topic, int partition) throws Exception {
        OffsetAndMetadata committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .get(new TopicPartition(topic, partition));
        return committed == null ? OptionalLong.empty() : OptionalLong.of(committed.offset());
    }

    /** How many records the group has committed over all partitions of a topic that has no gaps. */
    long committed(String group, String topic) throws Exception {
        return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get().entrySet().stream()
                .filter(offset -> offset.getKey().topic().equals(topic) && offset.getValue() != null)
                .mapToLong(offset -> offset.getValue().offset())
                .sum();
    }

    /** What the group has committed, by partition; those without are left out. */
    Map<Integer, Long> committedByPartition(String group, String topic) throws Exception {
        Map<Integer, Long> committed = new HashMap<>();
        admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, offset) -> {
                    if (partition.topic().equals(topic) && offset != null) {
                        committed.put(partition.partition(), offset.offset());
                    }
                });
        return committed;
    }

    /** Throws everybody out of the group, as the coordinator does with members that it takes for dead. */
    void expelMembers(String group) throws Exception {
        admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
                .all()
                .get();
    }

    /** How many members the group has, by the coordinator's word. */
    int members(String group) throws Exception {
        return admin.describeConsumerGroups(List.of(group))
                .describedGroups()
                .get(group)
                .get()
                .members()
                .size();
    }

    Map<String, Object> clientConfig() {
        return clientConfig;
    }

    static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
        stack.close();
    }
}
