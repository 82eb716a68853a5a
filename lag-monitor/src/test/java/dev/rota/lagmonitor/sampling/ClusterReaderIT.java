package dev.rota.lagmonitor.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.lagmonitor.Traffic;
import dev.rota.lagmonitor.evaluation.ClusterReading;
import dev.rota.lagmonitor.evaluation.GroupReading;
import dev.rota.lagmonitor.evaluation.LagEvaluator;
import dev.rota.lagmonitor.evaluation.PartitionId;
import dev.rota.lagmonitor.evaluation.PartitionLag;
import dev.rota.lagmonitor.evaluation.Place;
import dev.rota.lagmonitor.evaluation.Reading;
import dev.rota.localstack.LocalStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsResult;
import org.apache.kafka.clients.admin.ForwardingAdmin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the reader asks, in which order, and what it makes of real answers. */
class ClusterReaderIT {

    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    private static final int TURNS = 6;

    private static LocalStack stack;
    private static Map<String, Object> kafka;
    private static Admin admin;

    @BeforeAll
    static void start() throws Exception {
        stack = LocalStack.builder()
                .data(Path.of("target", "cluster-reader-it"))
                .brokers(1)
                .start();
        kafka = Map.of("bootstrap.servers", stack.bootstrapServers());
        admin = Admin.create(kafka);
        admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1)))
                .all()
                .get();
        // Made once, so that the coordinator is there before a test begins.
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> commit("first", 0));
    }

    @AfterAll
    static void stop() {
        admin.close();
        stack.close();
    }

    @Test
    void aGroupThatKeepsUpIsNeverAheadOfTheLog() throws Exception {
        LagMonitorConfig config = Configured.with(Map.of("include", "keeping-up"));
        try (ClusterReader reader = new ClusterReader(new KeepingUp(), Optional.empty(), config)) {

            ClusterReading reading = reader.read();

            PartitionLag partition = new LagEvaluator(Duration.ofSeconds(5), Duration.ofMinutes(1), config.rules())
                    .evaluate(reading)
                    .group("keeping-up")
                    .orElseThrow()
                    .partitions()
                    .getFirst();
            assertThat(partition.gap()).isEmpty();
            // One for each of the log's three offsets.
            assertThat(partition.lag()).hasValue(3);
        }
    }

    @Test
    void everyGroupIsReadInHoweverManyRequests() throws Exception {
        List<String> groups = IntStream.range(0, 5).mapToObj(i -> "many-" + i).toList();
        for (String group : groups) {
            commit(group, 0);
        }
        LagMonitorConfig config = Configured.with(Map.of("include", "many-.*", "groups-per-request", "2"));
        try (ClusterReader reader = new ClusterReader(Admin.create(kafka), Optional.empty(), config)) {

            ClusterReading reading = reader.read();

            assertThat(reading.groups()).extracting(GroupReading::group).containsExactlyInAnyOrderElementsOf(groups);
            assertThat(reading.groups())
                    .extracting(GroupReading::committed)
                    .containsOnly(Reading.taken(Map.of(new PartitionId(PARTITION.topic(), 0), Place.at(0))));
        }
    }

    @Test
    void ofTooManyGroupsTheFirstAreReadAndTheRestIsCounted() throws Exception {
        for (int i = 0; i < 4; i++) {
            commit("bounded-" + i, 0);
        }
        LagMonitorConfig config = Configured.with(Map.of("include", "bounded-.*", "max-groups", "3"));
        try (ClusterReader reader = new ClusterReader(Admin.create(kafka), Optional.empty(), config)) {

            ClusterReading reading = reader.read();

            assertThat(reading.groups())
                    .extracting(GroupReading::group)
                    .containsExactly("bounded-0", "bounded-1", "bounded-2");
            assertThat(reading.dropped()).isEqualTo(1);
        }
    }

    @Test
    void aCommitThatIsNobodysIsAReasonToAskForMembersOnlyWhenItIsNews() throws Exception {
        String group = "reads-another-topic";
        commit(group, 0);
        admin.createTopics(List.of(new NewTopic("elsewhere", 1, (short) 1)))
                .all()
                .get();
        LagMonitorConfig config =
                Configured.with(Map.of("include", group, "interval", "1s", "members-every", TURNS + "s"));
        Counting counting = new Counting();
        try (Traffic traffic = new Traffic(stack.bootstrapServers());
                ClusterReader reader = new ClusterReader(counting, Optional.empty(), config)) {
            KafkaConsumer<byte[], byte[]> member = member(traffic, group, "elsewhere");
            reader.read();
            reader.read();

            // The last one of these is in its turn.
            assertThat(countedUntilOne(reader, counting)).isLessThanOrEqualTo(TURNS);
            assertThat(countedUntilOne(reader, counting)).isEqualTo(TURNS);

            member.commitSync(Map.of(PARTITION, new OffsetAndMetadata(1)));

            assertThat(countedUntilOne(reader, counting)).isEqualTo(2);
        }
    }

    /** How many ticks it takes until members are asked for. */
    private static int countedUntilOne(ClusterReader reader, Counting counting) throws Exception {
        int before = counting.described;
        int ticks = 0;
        while (counting.described == before) {
            reader.read();
            ticks++;
        }
        return ticks;
    }

    private static KafkaConsumer<byte[], byte[]> member(Traffic traffic, String group, String topic) {
        KafkaConsumer<byte[], byte[]> member =
                traffic.join(group, "consumer", topic, "member").getFirst();
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            member.poll(Duration.ofMillis(100));
            return admin.describeConsumerGroups(List.of(group))
                            .describedGroups()
                            .get(group)
                            .get()
                            .groupState()
                    == GroupState.STABLE;
        });
        return member;
    }

    private static void commit(String group, long offset) throws Exception {
        admin.alterConsumerGroupOffsets(group, Map.of(PARTITION, new OffsetAndMetadata(offset)))
                .all()
                .get();
    }

    /** How often somebody asked for members. */
    private static final class Counting extends ForwardingAdmin {

        private int described;

        Counting() {
            super(kafka);
        }

        @Override
        public DescribeConsumerGroupsResult describeConsumerGroups(
                Collection<String> groups, DescribeConsumerGroupsOptions options) {
            described++;
            return super.describeConsumerGroups(groups, options);
        }
    }

    /** Between any two questions about offsets a record is written, and committed by a group that is that fast. */
    private static final class KeepingUp extends ForwardingAdmin {

        private final KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());

        KeepingUp() {
            super(kafka);
            advance();
        }

        @Override
        public ListConsumerGroupOffsetsResult listConsumerGroupOffsets(
                Map<String, ListConsumerGroupOffsetsSpec> groups, ListConsumerGroupOffsetsOptions options) {
            advance();
            return super.listConsumerGroupOffsets(groups, options);
        }

        @Override
        public ListOffsetsResult listOffsets(Map<TopicPartition, OffsetSpec> partitions, ListOffsetsOptions options) {
            advance();
            return super.listOffsets(partitions, options);
        }

        private void advance() {
            try {
                long offset = producer.send(new ProducerRecord<>(PARTITION.topic(), 0, null, new byte[1]))
                        .get()
                        .offset();
                commit("keeping-up", offset + 1);
            } catch (Exception e) {
                throw new AssertionError("The group could not advance", e);
            }
        }

        @Override
        public void close(Duration timeout) {
            producer.close();
            super.close(timeout);
        }
    }
}
