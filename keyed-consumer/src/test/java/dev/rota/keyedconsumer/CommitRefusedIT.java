package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.keyedconsumer.ConsumerView.PartitionView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A commit that the coordinator, or the client on its behalf, refuses counts as none, and nothing is lost by it. */
@Timeout(120)
@ExtendWith(TestKafka.Extension.class)
class CommitRefusedIT {

    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final int PARTITIONS = 4;
    private static final int KEYS = 20;

    private final TestKafka kafka;
    private final KeyHistory history = new KeyHistory();
    private final Commits commits = new Commits();
    private final List<KeyedConsumer<String, String>> members = new ArrayList<>();
    private String group;
    private String topic;

    CommitRefusedIT(TestKafka kafka) {
        this.kafka = kafka;
    }

    @BeforeEach
    void newGroup() throws Exception {
        group = kafka.newGroup();
        topic = kafka.newTopic(PARTITIONS);
    }

    @AfterEach
    void closeMembers() {
        commits.letGo();
        members.forEach(KeyedConsumer::close);
    }

    @Test
    void whatIsDoneWhileAMemberHoldsTheRebalanceOpenIsCommittedWhenItIsOver() throws Exception {
        try (KafkaConsumer<byte[], byte[]> holding = classicMember()) {
            KeyedConsumer<String, String> consumer = start(Protocol.CLASSIC);
            shareWith(holding, consumer);
            start(Protocol.CLASSIC);
            int each = sendUntilCommitsAreRefused();
            assertThat(commits.refused).hasOnlyElementsOfType(RebalanceInProgressException.class);
            assertThat(kafka.committed(group, topic)).isEqualTo(commits.accepted());
            assertThat(committedInView(consumer)).isEqualTo(commits.accepted()).isLessThan(history.handled());

            holding.unsubscribe();

            awaitCommitted(KEYS * each);
            history.assertComplete(KEYS, each);
            assertThat(history.handled()).isEqualTo(KEYS * each);
        }
    }

    @Test
    void whatIsDoneWhenAMemberClosesInTheMiddleOfARebalanceIsCommittedBeforeItGoes() throws Exception {
        try (KafkaConsumer<byte[], byte[]> holding = classicMember()) {
            KeyedConsumer<String, String> consumer = start(Protocol.CLASSIC);
            shareWith(holding, consumer);
            start(Protocol.CLASSIC);
            int each = sendUntilCommitsAreRefused();
            int refusedBefore = commits.refused.size();
            Thread closing = Thread.ofVirtual().start(consumer::close);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(commits.refused).hasSizeGreaterThan(refusedBefore));

            holding.unsubscribe();

            closing.join();
            awaitCommitted(KEYS * each);
            history.assertComplete(KEYS, each);
            assertThat(history.handled()).isEqualTo(KEYS * each);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMemberThatTheCoordinatorHasGivenUpCommitsNothingAndJoinsAgain(Protocol protocol) throws Exception {
        commits.holdRefusals();
        start(protocol);
        int each;
        try (SequenceLoad load = SequenceLoad.start(kafka, topic, KEYS, Duration.ofMillis(10))) {
            await().atMost(PATIENCE).until(() -> commits.accepted() > 0);
            // A heartbeat that comes before the next commit tells the member, which then joins again unrefused.
            while (commits.refused.isEmpty()) {
                kafka.expelMembers(group);
                await().atMost(PATIENCE).until(() -> !commits.refused.isEmpty() || kafka.members(group) == 1);
            }
            each = load.stop();
        }
        // The second where it had begun to join again when the answer came.
        assertThat(commits.refused)
                .hasOnlyElementsOfTypes(CommitFailedException.class, RebalanceInProgressException.class);
        assertThat((long) history.different()).isGreaterThan(commits.accepted());
        assertThat(kafka.committed(group, topic)).isEqualTo(commits.accepted());

        commits.letGo();

        awaitCommitted(KEYS * each);
        history.assertComplete(KEYS, each);
    }

    /** @return how many numbers each key got */
    private int sendUntilCommitsAreRefused() throws InterruptedException {
        try (SequenceLoad load = SequenceLoad.start(kafka, topic, KEYS, Duration.ofMillis(50))) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(commits.refused).hasSizeGreaterThan(2));
            return load.stop();
        }
    }

    private KeyedConsumer<String, String> start(Protocol protocol) {
        KeyedConsumer<String, String> member = kafka.consumer(protocol, group, topic)
                .listener(commits)
                .handler(record -> history.handle(record, 0))
                .build();
        members.add(member);
        member.start();
        return member;
    }

    private KafkaConsumer<byte[], byte[]> classicMember() {
        Map<String, Object> config = new HashMap<>(kafka.clientConfig());
        config.putAll(Protocol.CLASSIC.config());
        config.put("group.id", group);
        config.put("enable.auto.commit", false);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Lets another member have half of the partitions. It then goes on with its heartbeats, but without a poll it does
     * not join again: when somebody else does, all wait for it.
     */
    private void shareWith(KafkaConsumer<byte[], byte[]> other, KeyedConsumer<?, ?> consumer) {
        awaitPartitions(consumer, PARTITIONS);
        other.subscribe(List.of(topic));
        await().atMost(PATIENCE).until(() -> {
            other.poll(Duration.ofMillis(10));
            return other.assignment().size() == PARTITIONS / 2;
        });
        awaitPartitions(consumer, PARTITIONS / 2);
    }

    /** The coordinator has it before the member hears of it. */
    private void awaitCommitted(int records) throws Exception {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(commits.accepted()).isEqualTo(records));
        assertThat(kafka.committed(group, topic)).isEqualTo(records);
    }

    private static void awaitPartitions(KeyedConsumer<?, ?> consumer, int partitions) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(consumer.view().partitions()).hasSize(partitions));
    }

    private static long committedInView(KeyedConsumer<?, ?> consumer) {
        return consumer.view().partitions().stream()
                .map(PartitionView::committed)
                .mapToLong(committed -> committed.orElse(0))
                .sum();
    }

    /** What the consumers were told of their commits. */
    private static final class Commits implements ConsumerListener {

        private final Map<TopicPartition, Long> accepted = new ConcurrentHashMap<>();
        private final List<Exception> refused = new CopyOnWriteArrayList<>();
        private volatile CountDownLatch held = new CountDownLatch(0);

        @Override
        public void onCommitted(Map<TopicPartition, Long> offsets) {
            accepted.putAll(offsets);
        }

        @Override
        public void onCommitFailed(Map<TopicPartition, Long> offsets, Exception cause) {
            refused.add(cause);
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** A poll thread that is refused a commit stays where it is from now on. */
        private void holdRefusals() {
            held = new CountDownLatch(1);
        }

        private void letGo() {
            held.countDown();
        }

        /** How many records, of a topic whose offsets begin at 0. */
        private long accepted() {
            return accepted.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
