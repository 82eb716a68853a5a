package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.keyedconsumer.ConsumerView.PartitionView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Partitions that go with many records polled and not handed out, and come back: what was buffered for the old
 * assignment is forgotten, the new one reads it afresh, and no offset stays open.
 */
@Timeout(180)
@ExtendWith(TestKafka.Extension.class)
class ReturningPartitionGuaranteeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PARTITIONS = 4;
    private static final int KEYS = 40;
    private static final int EACH = 300;
    private static final int ROUNDS = 3;

    private final TestKafka kafka;
    private final KeyHistory history = new KeyHistory();
    /** Slow enough that no partition is worked off before the last round. */
    private final AtomicLong handlingMicros = new AtomicLong(30_000);

    private final List<KeyedConsumer<String, String>> members = new ArrayList<>();
    private String group;
    private String topic;

    ReturningPartitionGuaranteeIT(TestKafka kafka) {
        this.kafka = kafka;
    }

    @AfterEach
    void closeMembers() {
        members.forEach(KeyedConsumer::close);
    }

    @ParameterizedTest
    @EnumSource
    void whatWasBufferedWhenAPartitionWentIsHandledOnceAndInOrderAfterItIsBack(Protocol protocol) throws Exception {
        group = kafka.newGroup();
        topic = kafka.newTopic(PARTITIONS);
        kafka.sendSequences(topic, KEYS, EACH);
        KeyedConsumer<String, String> staying = start(protocol);
        for (int round = 0; round < ROUNDS; round++) {
            awaitEachBuffering(staying, PARTITIONS);
            KeyedConsumer<String, String> passing = start(protocol);
            awaitEachBuffering(passing, PARTITIONS / 2);
            passing.close();
        }
        awaitEachBuffering(staying, PARTITIONS);

        handlingMicros.set(0);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(kafka.committed(group, topic)).isEqualTo(KEYS * EACH));
        history.assertComplete(KEYS, EACH);
        assertThat(history.overlaps()).isZero();
        assertThat(history.handled()).isEqualTo(KEYS * EACH);
        await().untilAsserted(() -> assertThat(staying.view().partitions())
                .hasSize(PARTITIONS)
                .allSatisfy(ReturningPartitionGuaranteeIT::isWorkedOff));
    }

    private static void isWorkedOff(PartitionView partition) {
        assertThat(partition.buffered() + partition.inFlight()).isZero();
        assertThat(partition.doneBeyond()).isZero();
        assertThat(partition.committed()).isPresent().isEqualTo(partition.position());
    }

    private KeyedConsumer<String, String> start(Protocol protocol) {
        KeyedConsumer<String, String> member = kafka.consumer(protocol, group, topic)
                .maxConcurrency(4)
                .handler(record -> history.handle(record, handlingMicros.get()))
                .build();
        members.add(member);
        member.start();
        return member;
    }

    private static void awaitEachBuffering(KeyedConsumer<?, ?> member, int partitions) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(member.view().partitions())
                        .hasSize(partitions)
                        .allSatisfy(
                                partition -> assertThat(partition.buffered()).isGreaterThan(100)));
    }
}
