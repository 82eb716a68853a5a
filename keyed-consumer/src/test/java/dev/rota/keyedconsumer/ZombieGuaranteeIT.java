package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.keyedconsumer.ProcessGroup.Event;
import dev.rota.keyedconsumer.ProcessGroup.Handling;
import dev.rota.keyedconsumer.ProcessGroup.Member;
import dev.rota.keyedconsumer.ProcessGroup.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A member that is frozen until others have taken its partitions over, and wakes in the belief that they are its own:
 * it commits nothing over its successor's offsets, a store that knows the fencing tokens can tell its writes, and it
 * joins again and works on.
 */
@Timeout(180)
@ExtendWith(TestKafka.Extension.class)
class ZombieGuaranteeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PARTITIONS = 4;
    private static final int KEYS = 30;

    private final TestKafka kafka;
    private final CommittedOffsets committed = new CommittedOffsets();
    private String group;
    private String topic;
    private ProcessGroup members;

    ZombieGuaranteeIT(TestKafka kafka) {
        this.kafka = kafka;
    }

    @AfterEach
    void killMembers() throws IOException {
        members.close();
    }

    @ParameterizedTest
    @EnumSource
    void aMemberThatWasFrozenHarmsNeitherOffsetsNorAFencedStoreAndWorksOn(Protocol protocol) throws Exception {
        group = kafka.newGroup();
        kafka.sessionTimeout(group, Duration.ofSeconds(5));
        topic = kafka.newTopic(PARTITIONS);
        // Slow enough for the frozen member to have records in its handlers.
        Work work = new Work(protocol, group, topic, Duration.ofMillis(20), 16, Duration.ofMillis(200), true);
        members = new ProcessGroup(kafka, work);
        int each;
        Member zombie;
        try (SequenceLoad load = SequenceLoad.start(kafka, topic, KEYS, Duration.ofMillis(40))) {
            zombie = members.start();
            Member successor = members.start();
            awaitAtWork(zombie, PARTITIONS / 2, 0);
            awaitAtWork(successor, PARTITIONS / 2, 0);
            zombie.freeze();
            awaitAtWork(successor, PARTITIONS, members.handled().size());
            Set<Assignment> before = assignments(zombie);

            zombie.thaw();

            await().pollInterval(Duration.ofMillis(20)).atMost(PATIENCE).untilAsserted(() -> {
                committed.look();
                assertThat(assignments(zombie)).hasSizeGreaterThan(before.size());
            });
            each = load.stop();
        }
        await().pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(committed.look()).isEqualTo((long) KEYS * each));
        assertThat(committed.wentBack).isEmpty();
        assertThat(zombie.events()).extracting(Event::what).anyMatch(event -> event.startsWith("lost"));
        FencedStore store = new FencedStore(members.handled());
        assertThat(store.refused)
                .isNotEmpty()
                .allSatisfy(handling -> assertThat(handling.member()).isEqualTo(zombie.name()));
        ProcessGroup.history(store.accepted).assertComplete(KEYS, each);
    }

    /** Until it has handled records of so many partitions, the first so many records of all left aside. */
    private void awaitAtWork(Member member, int partitions, int after) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(members.handled().stream()
                                .skip(after)
                                .filter(handling -> handling.member().equals(member.name()))
                                .map(Handling::partition)
                                .distinct())
                        .hasSizeGreaterThanOrEqualTo(partitions));
    }

    private record Assignment(int partition, long token) {}

    /** Those of which it has handled records. */
    private static Set<Assignment> assignments(Member member) throws IOException {
        return member.handled().stream()
                .map(handling -> new Assignment(handling.partition(), handling.token()))
                .collect(Collectors.toSet());
    }

    /** What a store keeps that remembers the largest token of each partition, and refuses smaller ones. */
    private static final class FencedStore {

        private final Map<Integer, Long> largest = new HashMap<>();
        private final List<Handling> accepted = new ArrayList<>();
        private final List<Handling> refused = new ArrayList<>();

        private FencedStore(List<Handling> inOrder) {
            for (Handling handling : inOrder) {
                long token = largest.merge(handling.partition(), handling.token(), Math::max);
                (handling.token() < token ? refused : accepted).add(handling);
            }
        }
    }

    /** What the group has committed, and whether that ever went back. */
    private final class CommittedOffsets {

        private final Map<Integer, Long> latest = new HashMap<>();
        private final List<String> wentBack = new ArrayList<>();

        /** @return the records committed, over all partitions */
        private long look() throws Exception {
            kafka.committedByPartition(group, topic).forEach((partition, offset) -> {
                long before = latest.getOrDefault(partition, 0L);
                if (offset < before) {
                    wentBack.add("partition %d from %d to %d".formatted(partition, before, offset));
                }
                latest.put(partition, offset);
            });
            return latest.values().stream().mapToLong(Long::longValue).sum();
        }
    }
}
