package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.keyedconsumer.ConsumerView.State;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Members that the coordinator gives up in the middle of their work, as it does with those it has not heard of, and
 * which learn it while records are on their way: they join again, and nothing is lost.
 */
@Timeout(120)
@ExtendWith(TestKafka.Extension.class)
class LostPartitionGuaranteeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final int ROUNDS = 5;
    private static final int KEYS = 40;

    private final TestKafka kafka;
    private final KeyHistory history = new KeyHistory();
    private final AtomicInteger losses = new AtomicInteger();
    private String group;
    private String topic;
    private KeyedConsumer<String, String> consumer;

    LostPartitionGuaranteeIT(TestKafka kafka) {
        this.kafka = kafka;
    }

    @BeforeEach
    void newGroup() throws Exception {
        group = kafka.newGroup();
        kafka.sessionTimeout(group, Duration.ofSeconds(5));
        topic = kafka.newTopic(4);
    }

    @AfterEach
    void closeConsumer() {
        consumer.close();
    }

    @ParameterizedTest
    @EnumSource
    void aMemberThatLosesItsPartitionsAgainAndAgainWorksOnAndLosesNoRecord(Protocol protocol) throws Exception {
        int each = 500;
        kafka.sendSequences(topic, KEYS, each);
        start(protocol, Duration.ofMillis(2));

        for (int round = 0; round < ROUNDS; round++) {
            awaitMoreHandled(200);
            expel();
        }

        whileItRuns()
                .untilAsserted(() -> assertThat(kafka.committed(group, topic)).isEqualTo((long) KEYS * each));
        history.assertComplete(KEYS, each);
    }

    private void start(Protocol protocol, Duration handling) {
        // The client always has records at hand that it fetched before the loss.
        Map<String, Object> smallPolls = Map.of("max.poll.records", 10);
        consumer = kafka.consumer(protocol, group, topic, smallPolls)
                .maxConcurrency(16)
                .maxBufferedRecords(50)
                .listener(new ConsumerListener() {
                    @Override
                    public void onLost(Set<TopicPartition> lost, int abandoned) {
                        losses.incrementAndGet();
                    }
                })
                .handler(record -> history.handle(record, handling.toNanos() / 1_000))
                .build();
        consumer.start();
    }

    private void awaitMoreHandled(int records) {
        int before = history.handled();
        whileItRuns().until(() -> history.handled() >= before + records);
    }

    private void expel() throws Exception {
        int before = losses.get();
        kafka.expelMembers(group);
        whileItRuns().until(() -> losses.get() > before);
    }

    private ConditionFactory whileItRuns() {
        return await().atMost(PATIENCE)
                .failFast("the consumer has failed", () -> consumer.view().state() == State.FAILED);
    }
}
