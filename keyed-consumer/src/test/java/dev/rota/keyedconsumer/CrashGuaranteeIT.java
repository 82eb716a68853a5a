package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Members that are killed with -9 while records flow: nothing is lost, and the order of each key is kept up to replays.
 */
@Timeout(300)
@ExtendWith(TestKafka.Extension.class)
class CrashGuaranteeIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int KEYS = 30;
    private static final int EACH = 100;

    private final TestKafka kafka;
    private final List<Process> members = new ArrayList<>();
    private String group;
    private Path handled;

    CrashGuaranteeIT(TestKafka kafka) {
        this.kafka = kafka;
    }

    @BeforeEach
    void newGroup() throws Exception {
        group = kafka.newGroup();
        handled = Files.createTempFile(Files.createDirectories(Path.of("target")), "handled-", ".log");
    }

    @AfterEach
    void killMembers() throws IOException {
        members.forEach(Process::destroyForcibly);
        Files.deleteIfExists(handled);
    }

    @ParameterizedTest
    @EnumSource
    void killedMembersLoseNothingAndTheOrderOfKeysIsKept(Protocol protocol) throws Exception {
        String topic = kafka.newTopic(4);
        kafka.sendSequences(topic, KEYS, EACH);
        Process first = startMember(protocol, topic);
        startMember(protocol, topic);
        awaitHandled(300);
        first.destroyForcibly().waitFor();
        startMember(protocol, topic);
        awaitHandled(1_000);

        members.forEach(Process::destroyForcibly);
        startMember(protocol, topic);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(kafka.committed(group, topic)).isEqualTo(KEYS * EACH));
        history().assertComplete(KEYS, EACH);
    }

    private void awaitHandled(int records) {
        await().atMost(PATIENCE).until(() -> Files.readAllLines(handled).size() >= records);
    }

    private KeyHistory history() throws IOException {
        KeyHistory history = new KeyHistory();
        for (String line : Files.readAllLines(handled)) {
            List<String> record = List.of(line.split(" ", 2));
            history.begin(record.getFirst(), Integer.parseInt(record.getLast()));
            history.end(record.getFirst());
        }
        return history;
    }

    private Process startMember(Protocol protocol, String topic) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process member = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        Member.class.getName(),
                        kafka.bootstrapServers(),
                        protocol.name(),
                        group,
                        topic,
                        handled.toString())
                .inheritIO()
                .start();
        members.add(member);
        return member;
    }

    /**
     * One member as a process of its own, which writes a line for each record it has handled. It ends with its parent.
     */
    static final class Member {

        public static void main(String[] arguments) throws Exception {
            Path handled = Path.of(arguments[4]);
            ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
            Thread.ofPlatform().daemon().start(() -> {
                parent.onExit().join();
                Runtime.getRuntime().halt(1);
            });
            TestKafka.consumer(arguments[0], Protocol.valueOf(arguments[1]), arguments[2], arguments[3], Map.of())
                    .maxConcurrency(8)
                    .handler(record -> {
                        Thread.sleep(5);
                        Files.writeString(
                                handled, record.key() + " " + record.value() + "\n", StandardOpenOption.APPEND);
                    })
                    .build()
                    .start();
        }
    }
}
