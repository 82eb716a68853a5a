package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.keyedconsumer.ProcessGroup.Event;
import dev.rota.keyedconsumer.ProcessGroup.Handling;
import dev.rota.keyedconsumer.ProcessGroup.Member;
import dev.rota.keyedconsumer.ProcessGroup.Work;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Members that are killed with -9 while records flow: nothing is lost, the order of each key is kept up to replays, and
 * only what was done since the last commit is handled again.
 */
@Timeout(300)
@ExtendWith(TestKafka.Extension.class)
class CrashGuaranteeIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int KEYS = 30;
    private static final int MEMBERS = 3;
    private static final int ROUNDS = 4;
    private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(1);

    /** For the commit's own way to the broker, and for a poll thread that waits for one of two busy cores. */
    private static final Duration ALLOWANCE = Duration.ofSeconds(2);

    private final TestKafka kafka;
    private final List<Member> alive = new ArrayList<>();
    private final Map<String, Instant> couldCommitUntil = new HashMap<>();
    private ProcessGroup members;

    CrashGuaranteeIT(TestKafka kafka) {
        this.kafka = kafka;
    }

    @AfterEach
    void killMembers() throws IOException {
        members.close();
    }

    @ParameterizedTest
    @EnumSource
    void killedMembersLoseNothingKeepTheOrderOfKeysAndRepeatAtMostACommitInterval(Protocol protocol) throws Exception {
        String group = kafka.newGroup();
        kafka.sessionTimeout(group, Duration.ofSeconds(5));
        String topic = kafka.newTopic(6);
        members = new ProcessGroup(
                kafka, new Work(protocol, group, topic, Duration.ofMillis(5), 8, COMMIT_INTERVAL, false));
        int each;
        try (SequenceLoad load = SequenceLoad.start(kafka, topic, KEYS, Duration.ofMillis(30))) {
            for (int member = 0; member < MEMBERS; member++) {
                alive.add(members.start());
            }
            awaitAllAtWork();

            for (int round = 0; round < ROUNDS; round++) {
                awaitMoreHandled(ThreadLocalRandom.current().nextInt(500, 3_000));
                killOne();
                alive.add(members.start());
            }

            each = load.stop();
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(kafka.committed(group, topic)).isEqualTo((long) KEYS * each));
        ProcessGroup.history(members.handled()).assertComplete(KEYS, each);
        assertThat(repeatedLater()).allSatisfy(this::happenedSinceTheLastCommit);
    }

    private void awaitAllAtWork() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(members.handled())
                        .extracting(Handling::member)
                        .contains(names()));
    }

    private String[] names() {
        return alive.stream().map(Member::name).toArray(String[]::new);
    }

    private void awaitMoreHandled(int records) throws IOException {
        int before = members.handled().size();
        await().atMost(PATIENCE).until(() -> members.handled().size() >= before + records);
    }

    private void killOne() throws IOException {
        Member victim = alive.remove(ThreadLocalRandom.current().nextInt(alive.size()));
        victim.kill();
        couldCommitUntil.put(victim.name(), beginOfRefusals(victim).orElse(Instant.now()));
    }

    /**
     * Since when every commit of a member was refused, if they were: on the classic protocol nobody can commit while the
     * group waits for a member that is dead, and what is done meanwhile is repeated.
     */
    private static Optional<Instant> beginOfRefusals(Member member) throws IOException {
        Optional<Instant> begin = Optional.empty();
        for (Event event : member.events()) {
            if (event.what().equals("committed")) {
                begin = Optional.empty();
            } else if (event.what().startsWith("refused") && begin.isEmpty()) {
                begin = Optional.of(event.at());
            }
        }
        return begin;
    }

    /** Each handling of a record but its last. */
    private List<Handling> repeatedLater() throws IOException {
        Map<String, Handling> latest = new HashMap<>();
        List<Handling> repeated = new ArrayList<>();
        for (Handling handling : members.handled()) {
            Handling before = latest.put(handling.key() + "=" + handling.number(), handling);
            if (before != null) {
                repeated.add(before);
            }
        }
        return repeated;
    }

    private void happenedSinceTheLastCommit(Handling handling) {
        assertThat(couldCommitUntil).containsKey(handling.member());
        assertThat(handling.at())
                .isAfter(couldCommitUntil
                        .get(handling.member())
                        .minus(COMMIT_INTERVAL)
                        .minus(ALLOWANCE));
    }
}
