package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A topic that gets more partitions while it is read: what is written there before any member knows is not passed over. */
@Timeout(120)
@ExtendWith(TestKafka.Extension.class)
class GrowingTopicIT {

    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final int BEFORE = 2;
    private static final int AFTER = 6;
    private static final int EACH = 20;

    private final TestKafka kafka;

    GrowingTopicIT(TestKafka kafka) {
        this.kafka = kafka;
    }

    @ParameterizedTest
    @EnumSource
    void newPartitionsAreHandledFromTheirBeginning(Protocol protocol) throws Exception {
        String group = kafka.newGroup();
        String topic = kafka.newTopic(BEFORE);
        KeyHistory history = new KeyHistory();
        Map<String, Object> attentive = Map.of("metadata.max.age.ms", 500);
        try (KeyedConsumer<String, String> consumer = kafka.consumer(protocol, group, topic, attentive)
                .handler(record -> history.handle(record, 0))
                .build()) {
            consumer.start();
            sendToPartitions(topic, 0, BEFORE);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(kafka.committed(group, topic)).isEqualTo(BEFORE * EACH));

            kafka.growTopic(topic, AFTER);
            sendToPartitions(topic, BEFORE, AFTER);

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(kafka.committed(group, topic)).isEqualTo(AFTER * EACH));
            history.assertComplete(AFTER, EACH);
            assertThat(history.handled()).isEqualTo(AFTER * EACH);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(consumer.view().partitions()).hasSize(AFTER));
        }
    }

    /** A key of its own for each partition. */
    private void sendToPartitions(String topic, int first, int end) {
        for (int number = 0; number < EACH; number++) {
            for (int partition = first; partition < end; partition++) {
                Future<RecordMetadata> _ = kafka.send(new ProducerRecord<>(
                        topic,
                        partition,
                        TestKafka.bytes("key-" + partition),
                        TestKafka.bytes(Integer.toString(number))));
            }
        }
        kafka.flush();
    }
}
