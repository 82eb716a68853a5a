package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.keyedconsumer.ConsumerView.PartitionView;
import dev.rota.keyedconsumer.ConsumerView.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.UnreleasedInstanceIdException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Members with a {@code group.instance.id}: one that is started again in time gets its partitions back without a
 * rebalance, and of two with the same name one fails and says why.
 */
@Timeout(120)
@ExtendWith(TestKafka.Extension.class)
class StaticMembershipIT {

    private static final Duration PATIENCE = Duration.ofSeconds(45);

    /** No machine is so busy that a member which is started again comes too late. */
    private static final Duration SESSION = Duration.ofSeconds(45);

    private static final int PARTITIONS = 4;
    private static final int KEYS = 20;

    private final TestKafka kafka;
    private final KeyHistory history = new KeyHistory();
    private final List<KeyedConsumer<String, String>> members = new ArrayList<>();
    private final Map<KeyedConsumer<?, ?>, Throwable> failures = new ConcurrentHashMap<>();
    private String group;
    private String topic;

    StaticMembershipIT(TestKafka kafka) {
        this.kafka = kafka;
    }

    @BeforeEach
    void newGroup() throws Exception {
        group = kafka.newGroup();
        kafka.sessionTimeout(group, SESSION);
        topic = kafka.newTopic(PARTITIONS);
    }

    @AfterEach
    void closeMembers() {
        members.forEach(KeyedConsumer::close);
    }

    @ParameterizedTest
    @EnumSource
    void aMemberThatIsStartedAgainGetsItsPartitionsBackAndNobodyElseNotices(Protocol protocol) throws Exception {
        KeyedConsumer<String, String> staying = start(protocol, "staying");
        KeyedConsumer<String, String> restarted = start(protocol, "restarted");
        awaitPartitions(staying, PARTITIONS / 2);
        awaitPartitions(restarted, PARTITIONS / 2);
        Set<Integer> partitions = partitions(restarted);
        long rebalances = staying.view().counters().rebalances();
        int each;
        KeyedConsumer<String, String> again;
        try (SequenceLoad load = SequenceLoad.start(kafka, topic, KEYS, Duration.ofMillis(40))) {
            awaitMoreHandled(10 * KEYS);

            restarted.close();
            // Some heartbeats of the one that stays, with which it would hear of a rebalance.
            awaitMoreHandled(25 * KEYS);
            again = start(protocol, "restarted");

            awaitPartitions(again, PARTITIONS / 2);
            each = load.stop();
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(kafka.committed(group, topic)).isEqualTo((long) KEYS * each));
        assertThat(partitions(again)).isEqualTo(partitions);
        assertThat(staying.view().counters().rebalances()).isEqualTo(rebalances);
        assertThat(partitions(staying)).hasSize(PARTITIONS / 2).doesNotContainAnyElementsOf(partitions);
        history.assertComplete(KEYS, each);
        assertThat(history.handled()).isEqualTo(KEYS * each);
    }

    @ParameterizedTest
    @EnumSource
    void ofTwoMembersWithOneNameOneFailsAndTheOtherWorksOn(Protocol protocol) throws Exception {
        KeyedConsumer<String, String> older = start(protocol, "twin");
        awaitPartitions(older, PARTITIONS);

        KeyedConsumer<String, String> younger = start(protocol, "twin");

        // The classic coordinator gives the name to whoever comes last, the newer one to whoever has it.
        KeyedConsumer<String, String> failing = protocol == Protocol.CLASSIC ? older : younger;
        KeyedConsumer<String, String> working = protocol == Protocol.CLASSIC ? younger : older;
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(failures).containsOnlyKeys(failing));
        assertThat(failures.get(failing))
                .isInstanceOf(
                        protocol == Protocol.CLASSIC
                                ? FencedInstanceIdException.class
                                : UnreleasedInstanceIdException.class);
        assertThat(failing.view().state()).isEqualTo(State.FAILED);
        awaitPartitions(working, PARTITIONS);
        kafka.sendSequences(topic, KEYS, 10);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(kafka.committed(group, topic)).isEqualTo(KEYS * 10));
        history.assertComplete(KEYS, 10);
        assertThat(history.handled()).isEqualTo(KEYS * 10);
        assertThat(working.view().state()).isEqualTo(State.RUNNING);
    }

    private KeyedConsumer<String, String> start(Protocol protocol, String name) {
        Failures failures = new Failures();
        KeyedConsumer<String, String> member = kafka.consumer(protocol, group, topic, Map.of("group.instance.id", name))
                .listener(failures)
                .handler(record -> history.handle(record, 1_000))
                .build();
        failures.of = member;
        members.add(member);
        member.start();
        return member;
    }

    private final class Failures implements ConsumerListener {

        private KeyedConsumer<?, ?> of;

        @Override
        public void onState(State state, @Nullable Throwable cause) {
            if (cause != null) {
                failures.put(of, cause);
            }
        }
    }

    private void awaitMoreHandled(int records) {
        int before = history.handled();
        await().atMost(PATIENCE).until(() -> history.handled() >= before + records);
    }

    private static void awaitPartitions(KeyedConsumer<?, ?> member, int count) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(member.view().partitions()).hasSize(count));
    }

    private static Set<Integer> partitions(KeyedConsumer<?, ?> member) {
        return member.view().partitions().stream().map(PartitionView::partition).collect(Collectors.toSet());
    }
}
