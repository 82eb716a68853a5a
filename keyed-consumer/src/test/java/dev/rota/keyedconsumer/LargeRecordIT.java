package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.keyedconsumer.ConsumerView.PauseReason;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Records as large as a broker takes by default are handled, and as dead letters they wait until they fit. */
@Timeout(120)
@ExtendWith(TestKafka.Extension.class)
class LargeRecordIT {

    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private final TestKafka kafka;
    private final byte[] large = new byte[1_000_000];

    LargeRecordIT(TestKafka kafka) {
        this.kafka = kafka;
        new Random(1).nextBytes(large);
    }

    @Test
    void aRecordOfOneMegabyteIsHandled() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.send(new ProducerRecord<>(topic, TestKafka.bytes("large"), large)).get();
        List<byte[]> handled = new CopyOnWriteArrayList<>();
        try (KeyedConsumer<String, byte[]> consumer = consumer(kafka.newGroup(), topic)
                .handler(record -> handled.add(record.value()))
                .build()) {

            consumer.start();

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(handled).containsExactly(large));
        }
    }

    @Test
    void aDeadLetterThatIsTooLargeHoldsItsPartitionUntilItsTopicTakesIt() throws Exception {
        String topic = kafka.newTopic(1);
        String group = kafka.unique("group");
        String deadLetters = kafka.newTopic(group + ".dead-letters", 1, Map.of("max.message.bytes", "10000"));
        kafka.send(topic, "before", "0").get();
        kafka.send(new ProducerRecord<>(topic, TestKafka.bytes("large"), large)).get();
        kafka.send(topic, "behind", "0").get();
        kafka.send(topic, "large", "waits for the one before it").get();
        Set<String> handled = ConcurrentHashMap.newKeySet();
        List<Throwable> refusals = new CopyOnWriteArrayList<>();
        try (KeyedConsumer<String, byte[]> consumer = consumer(group, topic)
                .failurePolicy(failure -> Verdict.poison("test"))
                .listener(new ConsumerListener() {
                    @Override
                    public void onDeadLetterRefused(DeadLetter letter, Throwable cause, Duration retryAfter) {
                        refusals.add(cause);
                    }
                })
                .handler(record -> {
                    if (record.offset() == 1) {
                        throw new IllegalArgumentException("poison");
                    }
                    handled.add(record.key());
                })
                .build()) {
            consumer.start();
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(refusals).hasSizeGreaterThan(1));
            await().untilAsserted(() -> assertThat(consumer.view().partitions())
                    .singleElement()
                    .satisfies(partition -> assertThat(partition.pausedFor()).containsExactly(PauseReason.OUTAGE)));
            assertThat(refusals).hasOnlyElementsOfType(RecordTooLargeException.class);
            assertThat(handled).containsExactlyInAnyOrder("before", "behind");
            assertThat(kafka.committed(group, topic, 0)).hasValue(1);
            assertThat(kafka.read(deadLetters)).isEmpty();

            kafka.alterTopic(deadLetters, "max.message.bytes", "2000000");

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(kafka.committed(group, topic, 0)).hasValue(4));
            assertThat(kafka.read(deadLetters)).singleElement().satisfies(letter -> {
                assertThat(letter.key()).isEqualTo(TestKafka.bytes("large"));
                assertThat(letter.value()).isEqualTo(large);
            });
            assertThat(handled).containsExactlyInAnyOrder("before", "behind", "large");
            await().untilAsserted(() -> assertThat(consumer.view().partitions())
                    .singleElement()
                    .satisfies(partition -> assertThat(partition.paused()).isFalse()));
        }
    }

    /** Fetches the whole of a test's records at once, so that those behind the large one are buffered with it. */
    private KeyedConsumerBuilder<String, byte[]> consumer(String group, String topic) {
        Map<String, Object> config = new HashMap<>(Protocol.CONSUMER.config());
        config.put("bootstrap.servers", kafka.bootstrapServers());
        config.put("group.id", group);
        config.put("max.partition.fetch.bytes", 4_000_000);
        return KeyedConsumer.builder(config, new StringDeserializer(), new ByteArrayDeserializer())
                .topics(topic)
                .commitInterval(Duration.ofMillis(100));
    }
}
