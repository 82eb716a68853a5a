package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.keyedconsumer.ConsumerView.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where a group begins that has no offset, and where it goes on when the broker no longer has its next record. */
@Timeout(120)
@ExtendWith(TestKafka.Extension.class)
class LostRecordsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private final TestKafka kafka;
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();

    private final ConsumerListener hearing = new ConsumerListener() {
        @Override
        public void onRecordsExpired(TopicPartition partition, long position, long logStart) {
            heard.add("expired from " + position + " to " + logStart);
        }

        @Override
        public void onLogTruncated(TopicPartition partition, long expected, long found) {
            heard.add("truncated from " + expected + " to " + found);
        }
    };

    private String group;
    private String topic;

    LostRecordsIT(TestKafka kafka) {
        this.kafka = kafka;
    }

    @BeforeEach
    void newGroup() throws Exception {
        group = kafka.newGroup();
        topic = kafka.newTopic(1);
    }

    @ParameterizedTest
    @EnumSource
    void retentionThatOvertakesTheCommittedOffsetIsHeardAndCountedAndReadingGoesOnWithWhatIsLeft(Protocol protocol)
            throws Exception {
        kafka.sendSequences(topic, 1, 3);
        try (KeyedConsumer<String, String> first = consumer(protocol, Map.of())) {
            first.start();
            awaitCommitted(3);
        }
        kafka.sendSequences(topic, 1, 7);
        kafka.deleteRecordsBefore(topic, 0, 8);
        handled.clear();
        try (KeyedConsumer<String, String> second = consumer(protocol, Map.of("auto.offset.reset", "latest"))) {

            second.start();

            awaitCommitted(10);
            assertThat(handled).containsExactly("5", "6");
            assertThat(heard).containsExactly("expired from 3 to 8");
            assertThat(second.view().counters().recordsExpired()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource
    void retentionThatOvertakesAMemberThatIsBehindIsHeardAndTheRecordInHandIsFinished(Protocol protocol)
            throws Exception {
        for (int number = 0; number < 100; number++) {
            kafka.send(topic, "key", Integer.toString(number)).get();
        }
        CountDownLatch goOn = new CountDownLatch(1);
        // Little is fetched ahead.
        Map<String, Object> oneByOne =
                Map.of("max.poll.records", 1, "max.partition.fetch.bytes", 1, "fetch.max.bytes", 1);
        try (KeyedConsumer<String, String> consumer = builder(protocol, oneByOne)
                .maxBufferedRecords(1)
                .listener(hearing)
                .handler(record -> {
                    goOn.await();
                    handled.add(record.value());
                })
                .build()) {
            consumer.start();
            await().atMost(PATIENCE)
                    .until(() ->
                            consumer.view().partitions().stream().anyMatch(partition -> partition.inFlight() == 1));
            kafka.deleteRecordsBefore(topic, 0, 100);
            kafka.send(topic, "key", "100").get();

            goOn.countDown();

            awaitCommitted(101);
            assertThat(handled).startsWith("0").endsWith("100").hasSizeLessThan(20);
            assertThat(heard).singleElement().asString().endsWith("to 100");
            assertThat(consumer.view().counters().recordsExpired()).isEqualTo(101 - handled.size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anOffsetBeyondTheEndOfTheLogIsHeardAndReadingBeginsAnew(Protocol protocol) throws Exception {
        kafka.sendSequences(topic, 1, 3);
        kafka.commit(group, topic, 0, 50);
        try (KeyedConsumer<String, String> consumer = consumer(protocol, Map.of())) {

            consumer.start();

            awaitCommitted(3);
            assertThat(handled).containsExactly("0", "1", "2");
            assertThat(heard).containsExactly("truncated from 50 to 0");
        }
    }

    @Test
    void withNoneAsTheResetAnOvertakenOffsetEndsTheConsumer() throws Exception {
        kafka.sendSequences(topic, 1, 3);
        try (KeyedConsumer<String, String> first = consumer(Protocol.CONSUMER, Map.of())) {
            first.start();
            awaitCommitted(3);
        }
        kafka.sendSequences(topic, 1, 7);
        kafka.deleteRecordsBefore(topic, 0, 8);
        AtomicReference<@Nullable Throwable> cause = new AtomicReference<>();
        try (KeyedConsumer<String, String> second = builder(Protocol.CONSUMER, Map.of("auto.offset.reset", "none"))
                .handler(record -> handled.add(record.value()))
                .listener(new ConsumerListener() {
                    @Override
                    public void onState(State state, @Nullable Throwable why) {
                        if (why != null) {
                            cause.set(why);
                        }
                    }
                })
                .build()) {

            second.start();

            await().atMost(PATIENCE).until(() -> second.view().state() == State.FAILED);
            await().untilAsserted(() -> assertThat(cause.get()).isInstanceOf(OffsetOutOfRangeException.class));
            assertThat(kafka.committed(group, topic, 0)).hasValue(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNewGroupBeginsWithWhatComesNextIfItIsToldTo(Protocol protocol) throws Exception {
        kafka.sendSequences(topic, 1, 3);
        try (KeyedConsumer<String, String> consumer = consumer(protocol, Map.of("auto.offset.reset", "latest"))) {
            consumer.start();
            AtomicInteger number = new AtomicInteger(3);

            // What is sent before it has joined is not its business.
            await().atMost(PATIENCE).until(() -> {
                kafka.send(topic, "key-0", Integer.toString(number.getAndIncrement()))
                        .get();
                return !handled.isEmpty();
            });

            assertThat(handled).doesNotContain("0", "1", "2");
        }
    }

    @Test
    void aNewGroupBeginsWithTheRecordsOfTheLastWhileIfItIsToldTo() throws Exception {
        long now = System.currentTimeMillis();
        kafka.send(at(now - Duration.ofHours(3).toMillis(), "three hours old")).get();
        kafka.send(at(now - Duration.ofMinutes(1).toMillis(), "a minute old")).get();
        try (KeyedConsumer<String, String> consumer =
                consumer(Protocol.CONSUMER, Map.of("auto.offset.reset", "by_duration:PT1H"))) {

            consumer.start();

            awaitCommitted(2);
            assertThat(handled).containsExactly("a minute old");
        }
    }

    private ProducerRecord<byte[], byte[]> at(long timestamp, String value) {
        return new ProducerRecord<>(topic, 0, timestamp, TestKafka.bytes("k"), TestKafka.bytes(value));
    }

    private KeyedConsumer<String, String> consumer(Protocol protocol, Map<String, Object> more) {
        return builder(protocol, more)
                .handler(record -> handled.add(record.value()))
                .listener(hearing)
                .build();
    }

    private KeyedConsumerBuilder<String, String> builder(Protocol protocol, Map<String, Object> more) {
        return kafka.consumer(protocol, group, topic, more);
    }

    private void awaitCommitted(long offset) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(kafka.committed(group, topic, 0)).hasValue(offset));
    }
}
