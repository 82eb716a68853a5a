package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.keyedconsumer.ProcessGroup.Handling;
import dev.rota.keyedconsumer.ProcessGroup.Member;
import dev.rota.keyedconsumer.ProcessGroup.Work;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A member that is asked to end in the middle of its work finishes what it has begun, and the next one repeats nothing. */
@Timeout(180)
@ExtendWith(TestKafka.Extension.class)
class ShutdownGuaranteeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int KEYS = 40;
    private static final int EACH = 6;

    /** What a JVM says that SIGTERM has ended. */
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    private final TestKafka kafka;
    private ProcessGroup members;

    ShutdownGuaranteeIT(TestKafka kafka) {
        this.kafka = kafka;
    }

    @AfterEach
    void killMembers() throws IOException {
        members.close();
    }

    @ParameterizedTest
    @EnumSource
    void onSigtermWhatIsInFlightIsFinishedCommittedAndNotRepeated(Protocol protocol) throws Exception {
        String group = kafka.newGroup();
        String topic = kafka.newTopic(4);
        kafka.sendSequences(topic, KEYS, EACH);
        // Commits at its interval are too rare to help.
        members = new ProcessGroup(
                kafka, new Work(protocol, group, topic, Duration.ofMillis(300), 16, Duration.ofMinutes(1), false));
        Member first = members.start();
        await().atMost(PATIENCE).until(() -> members.handled().size() > 20);
        Instant asked = Instant.now();

        int exit = first.terminate(PATIENCE);

        assertThat(exit).isEqualTo(ENDED_BY_SIGTERM);
        int handledByTheFirst = members.handled().size();
        assertThat(members.handled()).extracting(Handling::at).anyMatch(asked::isBefore);
        assertThat(handledByTheFirst).isLessThan(KEYS * EACH);
        assertThat(kafka.committed(group, topic)).isEqualTo(handledByTheFirst);
        assertThat(kafka.members(group)).isZero();
        members.start();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(members.handled()).hasSizeGreaterThanOrEqualTo(KEYS * EACH));
        KeyHistory history = ProcessGroup.history(members.handled());
        history.assertComplete(KEYS, EACH);
        assertThat(history.handled()).isEqualTo(KEYS * EACH);
    }
}
