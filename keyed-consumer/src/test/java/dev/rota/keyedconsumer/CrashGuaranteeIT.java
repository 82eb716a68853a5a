package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.keyedconsumer.ProcessGroup.Commit;
import dev.rota.keyedconsumer.ProcessGroup.Handling;
import dev.rota.keyedconsumer.ProcessGroup.Member;
import dev.rota.keyedconsumer.ProcessGroup.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    /** How often one of them is killed; {@code -Drota.faults.kills=4} for the long form. */
    private static final int ROUNDS = Integer.getInteger("rota.faults.kills", 2);

    private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(1);

    private final TestKafka kafka;
    private final List<Member> alive = new ArrayList<>();
    private final List<Member> started = new ArrayList<>();
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
    void killedMembersLoseNothingKeepTheOrderOfKeysAndRepeatNothingThatWasCommitted(Protocol protocol)
            throws Exception {
        String group = kafka.newGroup();
        kafka.sessionTimeout(group, Duration.ofSeconds(5));
        String topic = kafka.newTopic(6);
        members = new ProcessGroup(
                kafka, new Work(protocol, group, topic, Duration.ofMillis(5), 8, COMMIT_INTERVAL, false));
        int each;
        try (SequenceLoad load = SequenceLoad.start(kafka, topic, KEYS, Duration.ofMillis(30))) {
            for (int member = 0; member < MEMBERS; member++) {
                start();
            }
            awaitAllAtWork();

            for (int round = 0; round < ROUNDS; round++) {
                awaitMoreHandled(ThreadLocalRandom.current().nextInt(500, 3_000));
                killOne();
                start();
            }

            each = load.stop();
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(kafka.committed(group, topic)).isEqualTo((long) KEYS * each));
        ProcessGroup.history(members.handled()).assertComplete(KEYS, each);
        List<Commit> commits = commits();
        assertThat(replays())
                .noneMatch(replay -> commits.stream().anyMatch(commit -> wasCommittedBefore(replay, commit)));
    }

    private void start() throws IOException {
        Member member = members.start();
        started.add(member);
        alive.add(member);
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

    private void killOne() {
        alive.remove(ThreadLocalRandom.current().nextInt(alive.size())).kill();
    }

    /** Each handling of a record but its first. */
    private List<Handling> replays() throws IOException {
        Set<String> seen = new HashSet<>();
        return members.handled().stream()
                .filter(handling -> !seen.add(handling.key() + "=" + handling.number()))
                .toList();
    }

    private List<Commit> commits() throws IOException {
        List<Commit> commits = new ArrayList<>();
        for (Member member : started) {
            commits.addAll(member.commits());
        }
        return commits;
    }

    private static boolean wasCommittedBefore(Handling handling, Commit commit) {
        return commit.partition() == handling.partition()
                && commit.offset() > handling.offset()
                && commit.at().isBefore(handling.at());
    }
}
