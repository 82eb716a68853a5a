package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.keyedconsumer.ConsumerView.PartitionView;
import dev.rota.keyedconsumer.ConsumerView.PauseReason;
import dev.rota.keyedconsumer.ConsumerView.State;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What one member promises, on a real broker. */
@Timeout(120)
@ExtendWith(TestKafka.Extension.class)
class KeyedConsumerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private final TestKafka kafka;
    private String group;

    KeyedConsumerIT(TestKafka kafka) {
        this.kafka = kafka;
    }

    @BeforeEach
    void newGroup() throws Exception {
        group = kafka.newGroup();
    }

    @ParameterizedTest
    @EnumSource
    void keysRunSideBySideEachInOrderAndOnceAndAllIsCommitted(Protocol protocol) throws Exception {
        String topic = kafka.newTopic(3);
        kafka.sendSequences(topic, 40, 50);
        KeyHistory history = new KeyHistory();
        try (KeyedConsumer<String, String> consumer = kafka.consumer(protocol, group, topic)
                .maxConcurrency(16)
                .handler(record ->
                        history.handle(record, ThreadLocalRandom.current().nextInt(2_000)))
                .build()) {

            consumer.start();

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(kafka.committed(group, topic)).isEqualTo(2_000));
            history.assertComplete(40, 50);
            assertThat(history.handled()).isEqualTo(2_000);
            assertThat(history.overlaps()).isZero();
            assertThat(history.mostAtOnce()).isEqualTo(16);
        }
    }

    @Test
    void aBatchHandlerIsGivenEachPartitionInOrderAndAllIsCommitted() throws Exception {
        String topic = kafka.newTopic(2);
        kafka.sendSequences(topic, 10, 100);
        Map<Integer, List<Long>> offsets = new ConcurrentHashMap<>();
        AtomicInteger batches = new AtomicInteger();
        try (KeyedConsumer<String, String> consumer = kafka.consumer(Protocol.CONSUMER, group, topic)
                .batchHandler(records -> {
                    batches.incrementAndGet();
                    List<Long> ofPartition = offsets.computeIfAbsent(
                            records.getFirst().partition(), partition -> new CopyOnWriteArrayList<>());
                    records.forEach(record -> ofPartition.add(record.offset()));
                })
                .build()) {

            consumer.start();

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(kafka.committed(group, topic)).isEqualTo(1_000));
            assertThat(offsets.values())
                    .hasSize(2)
                    .allSatisfy(
                            ofPartition -> assertThat(ofPartition).isSorted().doesNotHaveDuplicates());
            assertThat(batches).hasValueLessThan(500);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerSlowerThanThePollIntervalCostsNeitherMembershipNorOtherKeys(Protocol protocol) throws Exception {
        String topic = kafka.newTopic(1);
        kafka.send(topic, "slow", "0").get();
        KeyHistory history = new KeyHistory();
        Map<String, Object> impatient = Map.of("max.poll.interval.ms", 6_000);
        try (KeyedConsumer<String, String> consumer = kafka.consumer(protocol, group, topic, impatient)
                .drainDeadline(Duration.ofMillis(500))
                .handler(record -> history.handle(record, record.key().equals("slow") ? 9_000_000 : 0))
                .build()) {
            consumer.start();
            kafka.sendSequences(topic, 5, 20);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(history.handled()).isEqualTo(100));
            await().untilAsserted(
                            () -> assertThat(kafka.committed(group, topic, 0)).hasValue(0));

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(kafka.committed(group, topic, 0)).hasValue(101));

            assertThat(history.handled()).isEqualTo(101);
            assertThat(consumer.view().counters().rebalances()).isOne();
            assertThat(kafka.members(group)).isOne();
        }
    }

    @Test
    void poisonGoesToTheDeadLettersWithItsBytesAndHeadersAndTheRestFlows() throws Exception {
        String topic = kafka.newTopic(1);
        byte[] garbage = {(byte) 0xCA, (byte) 0xFE, 0, 1, 2};
        ProducerRecord<byte[], byte[]> poison =
                new ProducerRecord<>(topic, 0, 1_234_567_890_123L, TestKafka.bytes("k"), garbage);
        poison.headers().add("trace", new byte[] {7, 7}).add("trace", new byte[] {8});
        kafka.send(poison).get();
        kafka.send(new ProducerRecord<>(topic, TestKafka.bytes("k"), new byte[] {0, 0, 0, 42}))
                .get();
        Map<String, Object> config = new HashMap<>(Protocol.CONSUMER.config());
        config.put("bootstrap.servers", kafka.bootstrapServers());
        config.put("group.id", group);
        List<Integer> handled = new CopyOnWriteArrayList<>();
        try (KeyedConsumer<String, Integer> consumer = KeyedConsumer.builder(
                        config, new StringDeserializer(), new IntegerDeserializer())
                .topics(topic)
                .commitInterval(Duration.ofMillis(100))
                .handler(record -> handled.add(record.value()))
                .build()) {

            consumer.start();

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(kafka.committed(group, topic, 0)).hasValue(2));
            assertThat(handled).containsExactly(42);
            assertThat(consumer.view().counters().deadLetters()).isOne();
            assertThat(kafka.read(group + ".dead-letters")).singleElement().satisfies(letter -> {
                assertThat(letter.key()).isEqualTo(TestKafka.bytes("k"));
                assertThat(letter.value()).isEqualTo(garbage);
                assertThat(headers(letter))
                        .startsWith("trace=\u0007\u0007", "trace=\b")
                        .contains(
                                KafkaDeadLetters.TOPIC + "=" + topic,
                                KafkaDeadLetters.PARTITION + "=0",
                                KafkaDeadLetters.OFFSET + "=0",
                                KafkaDeadLetters.TIMESTAMP + "=1234567890123",
                                KafkaDeadLetters.GROUP + "=" + group,
                                KafkaDeadLetters.STAGE + "=DESERIALIZATION",
                                KafkaDeadLetters.ATTEMPTS + "=1",
                                KafkaDeadLetters.EXCEPTION + "=org.apache.kafka.common.errors.SerializationException");
            });
        }
    }

    private static List<String> headers(ConsumerRecord<byte[], byte[]> record) {
        List<String> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8));
        }
        return headers;
    }

    @Test
    void withoutADeadLetterTopicNothingIsCommittedPastThePoisonUntilThereIsOne() throws Exception {
        String topic = kafka.newTopic(1);
        String lateGroup = kafka.unique("late");
        kafka.send(topic, "bad", "0").get();
        kafka.send(topic, "good", "1").get();
        Map<String, Object> impatient = Map.of("max.block.ms", 500);
        try (KeyedConsumer<String, String> consumer = kafka.consumer(Protocol.CONSUMER, lateGroup, topic, impatient)
                .failurePolicy(failure -> Verdict.poison("test"))
                .handler(record -> {
                    if (record.key().equals("bad")) {
                        throw new IllegalArgumentException("never");
                    }
                })
                .build()) {
            consumer.start();
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(consumer.view().counters().retries()).isGreaterThan(1));
            assertThat(kafka.committed(lateGroup, topic, 0)).hasValue(0);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(only(consumer).pausedFor()).containsExactly(PauseReason.OUTAGE));

            kafka.newTopic(lateGroup + ".dead-letters", 1);

            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(kafka.committed(lateGroup, topic, 0)).hasValue(2));
            assertThat(kafka.read(lateGroup + ".dead-letters")).hasSize(1);
            await().untilAsserted(() -> assertThat(only(consumer).paused()).isFalse());
        }
    }

    @Test
    void aHandlerThatFailsIsRetriedInOrderAndHoldsOnlyItsKey() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.sendSequences(topic, 3, 10);
        AtomicBoolean healed = new AtomicBoolean();
        KeyHistory history = new KeyHistory();
        FailurePolicy soon = failure -> Verdict.retry(Duration.ofMillis(50));
        try (KeyedConsumer<String, String> consumer = kafka.consumer(Protocol.CONSUMER, group, topic)
                .failurePolicy(soon)
                .handler(record -> {
                    if (record.key().equals("key-1") && !healed.get()) {
                        throw new StackOverflowError("an Error is a failure like any other");
                    }
                    history.handle(record, 0);
                })
                .build()) {
            consumer.start();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(history.handled()).isEqualTo(20));
            await().untilAsserted(
                            () -> assertThat(kafka.committed(group, topic, 0)).hasValue(1));

            healed.set(true);

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(kafka.committed(group, topic, 0)).hasValue(30));
            history.assertComplete(3, 10);
            assertThat(history.handled()).isEqualTo(30);
            assertThat(consumer.view().state()).isEqualTo(State.RUNNING);
        }
    }

    @Test
    void anOutagePausesThePartitionAndLeavesTheDeadLettersAlone() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.sendSequences(topic, 2, 5);
        AtomicBoolean registryDown = new AtomicBoolean(true);
        Deserializer<String> texts = new StringDeserializer();
        Deserializer<String> needsRegistry = (name, bytes) -> {
            if (registryDown.get()) {
                throw new IllegalStateException("cannot fetch schema", new ConnectException("refused"));
            }
            return texts.deserialize(name, bytes);
        };
        KeyHistory history = new KeyHistory();
        Map<String, Object> config = new HashMap<>(Protocol.CONSUMER.config());
        config.put("bootstrap.servers", kafka.bootstrapServers());
        config.put("group.id", group);
        try (KeyedConsumer<String, String> consumer = KeyedConsumer.builder(config, texts, needsRegistry)
                .topics(topic)
                .commitInterval(Duration.ofMillis(100))
                .handler(record -> history.handle(record, 0))
                .build()) {
            consumer.start();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(only(consumer).pausedFor()).containsExactly(PauseReason.OUTAGE));

            registryDown.set(false);

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(kafka.committed(group, topic, 0)).hasValue(10));
            history.assertComplete(2, 5);
            assertThat(kafka.read(group + ".dead-letters")).isEmpty();
            await().untilAsserted(() -> assertThat(only(consumer).paused()).isFalse());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theBufferIsNeverPassedAndPollingGoesOnWhenThereIsRoom(Protocol protocol) throws Exception {
        String topic = kafka.newTopic(2);
        kafka.sendSequences(topic, 50, 40);
        CountDownLatch open = new CountDownLatch(1);
        AtomicInteger mostBuffered = new AtomicInteger();
        AtomicInteger pauses = new AtomicInteger();
        AtomicReference<KeyedConsumer<String, String>> self = new AtomicReference<>();
        KeyHistory history = new KeyHistory();
        try (KeyedConsumer<String, String> consumer = kafka.consumer(protocol, group, topic)
                .maxConcurrency(8)
                .maxBufferedRecords(100)
                .listener(new ConsumerListener() {
                    @Override
                    public void onPauseChanged(TopicPartition partition, Set<PauseReason> reasons) {
                        pauses.addAndGet(reasons.contains(PauseReason.BUFFER_FULL) ? 1 : 0);
                    }
                })
                .handler(record -> {
                    open.await();
                    mostBuffered.accumulateAndGet(notDone(self.get().view()), Math::max);
                    history.handle(record, 200);
                })
                .build()) {
            self.set(consumer);
            consumer.start();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(consumer.view().partitions())
                            .hasSize(2)
                            .allSatisfy(partition ->
                                    assertThat(partition.pausedFor()).containsExactly(PauseReason.BUFFER_FULL)));
            assertThat(notDone(consumer.view())).isBetween(51, 100);

            open.countDown();

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(kafka.committed(group, topic)).isEqualTo(2_000));
            history.assertComplete(50, 40);
            assertThat(mostBuffered.get()).isLessThanOrEqualTo(100);
            assertThat(pauses.get()).isGreaterThan(4);
        }
    }

    private static int notDone(ConsumerView view) {
        return view.partitions().stream()
                .mapToInt(partition -> partition.buffered() + partition.inFlight())
                .sum();
    }

    @Test
    void aBufferOfBytesPausesToo() throws Exception {
        String topic = kafka.newTopic(1);
        byte[] large = new byte[100_000];
        for (int i = 0; i < 40; i++) {
            kafka.send(new ProducerRecord<>(topic, TestKafka.bytes("key-" + i), large))
                    .get();
        }
        CountDownLatch open = new CountDownLatch(1);
        Map<String, Object> onePerPoll = Map.of("max.poll.records", 1);
        try (KeyedConsumer<String, String> consumer = kafka.consumer(Protocol.CONSUMER, group, topic, onePerPoll)
                .maxBufferedBytes(1_000_000)
                .handler(record -> open.await())
                .build()) {
            consumer.start();
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(only(consumer).pausedFor()).containsExactly(PauseReason.BUFFER_FULL));
            assertThat(notDone(consumer.view())).isEqualTo(10);

            open.countDown();

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(kafka.committed(group, topic, 0)).hasValue(40));
        }
    }

    @Test
    void aPartitionThatRunsTooFarAheadOfAStuckKeyPauses() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.send(topic, "stuck", "0").get();
        kafka.sendSequences(topic, 10, 100);
        CountDownLatch open = new CountDownLatch(1);
        Map<String, Object> smallPolls = Map.of("max.poll.records", 10);
        try (KeyedConsumer<String, String> consumer = kafka.consumer(Protocol.CONSUMER, group, topic, smallPolls)
                .maxDoneBeyond(50)
                .maxBufferedRecords(100)
                .handler(record -> {
                    if (record.key().equals("stuck")) {
                        open.await();
                    }
                })
                .build()) {
            consumer.start();
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(only(consumer).pausedFor()).containsExactly(PauseReason.TOO_FAR_AHEAD));
            assertThat(only(consumer).doneBeyond()).isLessThanOrEqualTo(50 + 100);

            open.countDown();

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(kafka.committed(group, topic, 0)).hasValue(1_001));
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingDrainsAndNothingIsDeliveredTwice(Protocol protocol) throws Exception {
        String topic = kafka.newTopic(3);
        kafka.sendSequences(topic, 40, 50);
        KeyHistory history = new KeyHistory();
        RecordHandler<String, String> handler = record ->
                history.handle(record, 5_000 + ThreadLocalRandom.current().nextInt(30_000));
        KeyedConsumer<String, String> first = kafka.consumer(protocol, group, topic)
                .maxConcurrency(16)
                .handler(handler)
                .build();
        first.start();
        await().atMost(PATIENCE).until(() -> history.handled() > 300);

        first.close();

        int handledByTheFirst = history.handled();
        assertThat(handledByTheFirst).isLessThan(2_000);
        assertThat(kafka.committed(group, topic)).isEqualTo(handledByTheFirst);
        assertThat(first.view().state()).isEqualTo(State.CLOSED);
        assertThat(kafka.members(group)).isZero();
        try (KeyedConsumer<String, String> second = kafka.consumer(protocol, group, topic)
                .maxConcurrency(64)
                .handler(record -> history.handle(record, 0))
                .build()) {
            second.start();
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(kafka.committed(group, topic)).isEqualTo(2_000));
            history.assertComplete(40, 50);
            assertThat(history.handled()).isEqualTo(2_000);
        }
    }

    @Test
    void closingDoesNotOutlastItsDeadlineForAHandlerThatHangs() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.send(topic, "hangs", "0").get();
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        KeyedConsumer<String, String> consumer = kafka.consumer(Protocol.CONSUMER, group, topic)
                .handler(record -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.set(true);
                        throw e;
                    }
                })
                .build();
        consumer.start();
        begun.await();
        long closing = System.nanoTime();

        consumer.close(Duration.ofMillis(500));

        assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(10));
        await().untilTrue(interrupted);
        assertThat(kafka.committed(group, topic)).isZero();
    }

    @Test
    void nothingIsHandedOutBeforeTheFenceHasGivenItsTokenWhichEveryRecordCarries() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.sendSequences(topic, 3, 3);
        AtomicBoolean databaseDown = new AtomicBoolean(true);
        AtomicInteger attempts = new AtomicInteger();
        Set<Long> tokens = ConcurrentHashMap.newKeySet();
        try (KeyedConsumer<String, String> consumer = kafka.consumer(Protocol.CONSUMER, group, topic)
                .fence(partition -> {
                    attempts.incrementAndGet();
                    if (databaseDown.get()) {
                        throw new IllegalStateException("database is down");
                    }
                    return 17;
                })
                .handler(record -> tokens.add(record.fencingToken()))
                .build()) {
            consumer.start();
            await().atMost(PATIENCE).until(() -> attempts.get() > 2);
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(only(consumer).pausedFor()).containsExactly(PauseReason.FENCE_PENDING));
            assertThat(tokens).isEmpty();

            databaseDown.set(false);

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(kafka.committed(group, topic, 0)).hasValue(9));
            assertThat(tokens).containsExactly(17L);
        }
    }

    @Test
    void aTokenThatTheStoreRefusesIsReplacedAndNoRecordIsBlamed() throws Exception {
        String topic = kafka.newTopic(1);
        AtomicLong latest = new AtomicLong();
        List<String> written = new CopyOnWriteArrayList<>();
        AtomicInteger refused = new AtomicInteger();
        try (KeyedConsumer<String, String> consumer = kafka.consumer(Protocol.CONSUMER, group, topic)
                .fence(partition -> latest.incrementAndGet())
                .failurePolicy(failure -> Verdict.fenced(Duration.ofMillis(50)))
                .handler(record -> {
                    if (record.fencingToken() < latest.get()) {
                        refused.incrementAndGet();
                        throw new IllegalStateException("not the owner");
                    }
                    written.add(record.value() + " with " + record.fencingToken());
                })
                .build()) {
            consumer.start();
            kafka.send(topic, "k", "a").get();
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(written).containsExactly("a with 1"));

            // A member that was frozen while it asked for its token goes on and gets one, though it has lost the
            // partition.
            latest.incrementAndGet();
            kafka.send(topic, "k", "b").get();

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(written).containsExactly("a with 1", "b with 3"));
            assertThat(refused).hasPositiveValue();
            assertThat(consumer.view().counters().deadLetters()).isZero();
        }
    }

    @Test
    void tombstonesAndRecordsWithoutAKeyAreDeliveredAsSuch() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.send(topic, "gone", null).get();
        kafka.send(topic, null, "keyless").get();
        List<String> handled = new CopyOnWriteArrayList<>();
        try (KeyedConsumer<String, String> consumer = kafka.consumer(Protocol.CONSUMER, group, topic)
                .handler(record -> handled.add(record.key() + "=" + record.value()))
                .build()) {

            consumer.start();

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(handled).containsExactlyInAnyOrder("gone=null", "null=keyless"));
        }
    }

    @Test
    void aHandlerThatChangesHeadersChangesNeitherTheNextAttemptNorTheDeadLetter() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.send(topic, "k", "v").get();
        List<@Nullable Header> seen = new CopyOnWriteArrayList<>();
        FailurePolicy twice = FailurePolicy.standard(2, new Backoff(Duration.ofMillis(10), Duration.ofMillis(10)));
        try (KeyedConsumer<String, String> consumer = kafka.consumer(Protocol.CONSUMER, group, topic)
                .failurePolicy(twice)
                .handler(record -> {
                    Headers headers = record.headers();
                    if (headers.lastHeader("mine") != null) {
                        seen.add(headers.lastHeader("mine"));
                    }
                    headers.add("mine", new byte[0]);
                    throw new IllegalStateException("always");
                })
                .build()) {

            consumer.start();

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(kafka.committed(group, topic, 0)).hasValue(1));
            assertThat(seen).isEmpty();
            assertThat(kafka.read(group + ".dead-letters")).singleElement().satisfies(letter -> {
                assertThat(headers(letter)).doesNotContain("mine=").contains(KafkaDeadLetters.ATTEMPTS + "=2");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void transactionMarkersBehindTheLastRecordLeaveNoLag(Protocol protocol) throws Exception {
        String topic = kafka.newTopic(1);
        Map<String, Object> config = new HashMap<>(kafka.clientConfig());
        config.put("transactional.id", kafka.unique("transaction"));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, TestKafka.bytes("k"), TestKafka.bytes("aborted")))
                    .get();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, TestKafka.bytes("k"), TestKafka.bytes("committed")))
                    .get();
            producer.commitTransaction();
        }
        List<String> handled = new CopyOnWriteArrayList<>();
        try (KeyedConsumer<String, String> consumer = kafka.consumer(protocol, group, topic)
                .handler(record -> handled.add(record.value()))
                .build()) {

            consumer.start();

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(kafka.committed(group, topic, 0)).hasValue(4));
            assertThat(handled).containsExactly("committed");
        }
    }

    @Test
    void aPollThreadThatDiesIsSeenAndSaid() throws Exception {
        String topic = kafka.newTopic(1);
        AtomicReference<@Nullable Throwable> said = new AtomicReference<>();
        Map<String, Object> noReset = Map.of("auto.offset.reset", "none");
        try (KeyedConsumer<String, String> consumer = kafka.consumer(Protocol.CONSUMER, group, topic, noReset)
                .listener(new ConsumerListener() {
                    @Override
                    public void onState(State state, @Nullable Throwable cause) {
                        if (state == State.FAILED) {
                            said.set(cause);
                        }
                    }
                })
                .handler(record -> {})
                .build()) {

            consumer.start();

            await().atMost(PATIENCE).until(() -> consumer.view().state() == State.FAILED);
            await().untilAsserted(() -> assertThat(said.get()).isInstanceOf(NoOffsetForPartitionException.class));
        }
    }

    @Test
    void aListenerThatThrowsHarmsNothing() throws Exception {
        String topic = kafka.newTopic(1);
        kafka.sendSequences(topic, 1, 3);
        try (KeyedConsumer<String, String> consumer = kafka.consumer(Protocol.CONSUMER, group, topic)
                .listener(new ConsumerListener() {
                    @Override
                    public void onAssigned(Set<TopicPartition> given, Set<TopicPartition> owned) {
                        throw new AssertionError("listener");
                    }
                })
                .handler(record -> {})
                .build()) {

            consumer.start();

            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(kafka.committed(group, topic, 0)).hasValue(3));
        }
    }

    private static PartitionView only(KeyedConsumer<?, ?> consumer) {
        assertThat(consumer.view().partitions()).hasSize(1);
        return consumer.view().partitions().getFirst();
    }
}
