package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A group that is scaled up and down again and again under load loses nothing, keeps the order of each key and, since
 * members drain before they go, repeats nothing.
 */
@Timeout(1_800)
@ExtendWith(TestKafka.Extension.class)
class ScalingGuaranteeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How long members come and go; {@code -Drota.faults.duration=PT2M} for the long form. */
    private static final Duration DURATION = Duration.parse(System.getProperty("rota.faults.duration", "PT30S"));

    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final int PARTITIONS = 8;
    private static final int MOST = 4;
    private static final int KEYS = 60;

    private final TestKafka kafka;
    private final KeyHistory history = new KeyHistory();
    private final List<KeyedConsumer<String, String>> members = new ArrayList<>();
    private String group;
    private String topic;

    ScalingGuaranteeIT(TestKafka kafka) {
        this.kafka = kafka;
    }

    @AfterEach
    void closeMembers() {
        members.forEach(KeyedConsumer::close);
    }

    @ParameterizedTest
    @EnumSource
    void fromOneToFourToOneAgainAndAgainLosesAndRepeatsNothing(Protocol protocol) throws Exception {
        group = kafka.newGroup();
        topic = kafka.newTopic(PARTITIONS);
        int each;
        try (SequenceLoad load = SequenceLoad.start(kafka, topic, KEYS, Duration.ofMillis(60))) {
            scaleTo(1, protocol);
            long begin = System.nanoTime();

            while (System.nanoTime() - begin < DURATION.toNanos()) {
                scaleTo(members.size() == 1 ? MOST : 1, protocol);
                awaitEndOfPeriod();
            }

            scaleTo(1, protocol);
            each = load.stop();
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(kafka.committed(group, topic)).isEqualTo((long) KEYS * each));
        history.assertComplete(KEYS, each);
        assertThat(history.overlaps()).isZero();
        assertThat(history.handled()).as("replays included").isEqualTo(KEYS * each);
    }

    private void scaleTo(int size, Protocol protocol) {
        while (members.size() < size) {
            members.add(start(protocol));
        }
        while (members.size() > size) {
            members.removeLast().close();
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(members)
                        .allSatisfy(
                                member -> assertThat(member.view().partitions()).hasSize(PARTITIONS / size)));
    }

    private KeyedConsumer<String, String> start(Protocol protocol) {
        KeyedConsumer<String, String> member = kafka.consumer(protocol, group, topic)
                .handler(record ->
                        history.handle(record, ThreadLocalRandom.current().nextInt(10_000)))
                .build();
        member.start();
        return member;
    }

    /** The load goes on meanwhile; there is nothing to wait for but the time. */
    private static void awaitEndOfPeriod() {
        await().pollDelay(PERIOD).atMost(PERIOD.plus(PATIENCE)).until(() -> true);
    }
}
