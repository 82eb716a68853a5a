package dev.rota.analytics.streams;

import static dev.rota.contracts.OrderEventType.CANCELLED;
import static dev.rota.contracts.OrderEventType.CONFIRMED;
import static dev.rota.contracts.OrderEventType.SHIPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.analytics.revenue.RevenueStream;
import dev.rota.analytics.topology.AnalyticsTopology;
import dev.rota.analytics.topology.TestSerdes;
import dev.rota.contracts.CurrencyTotal;
import dev.rota.contracts.CustomerRevenue;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.localstack.Folders;
import dev.rota.localstack.LocalStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A release that counts more than the one before: a part of its own, and a step of one that was there. What others had counted stays. */
class TopologyChangeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path STATE = Path.of("target", "topology-change-it-state");
    private static final int CUSTOMERS = 20;
    private static final String OF_CUSTOMERS = "orders-of-customer";
    private static final String OF_PATIENTS = "checkouts-of-patient";
    private static final Serializer<OrderEvent> ORDERS =
            new TestSerdes().of(OrderEvent.class).serializer();

    private static LocalStack stack;
    private static KafkaProducer<String, byte[]> producer;

    @BeforeAll
    static void start() throws IOException {
        stack = LocalStack.builder()
                .data(Path.of("target", "topology-change-it"))
                .start();
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
        Folders.delete(STATE);
    }

    @AfterAll
    static void stop() {
        producer.close();
        stack.close();
    }

    @Test
    void whatIsAddedAtTheEndLeavesThePartsBeforeItTheirNumbers() {
        Map<String, Integer> before = StateView.parts(topology());

        Map<String, Integer> after = StateView.parts(withAStepMore(withAPartMore(topology())));

        assertThat(after).containsAllEntriesOf(before).hasSize(before.size() + 2);
        assertThat(after.get(OF_PATIENTS)).isNotIn(before.values());
        assertThat(after.get(OF_CUSTOMERS)).isEqualTo(before.get(RevenueStream.REVENUE));
    }

    @Test
    void onClassicTheNextReleaseTakesUpWhatTheOneBeforeCounted() throws IOException {
        String group = "classic-change";
        try (Instance before = new Instance(group, "classic", topology())) {
            send(group, CONFIRMED);
            before.awaitRevenue(10, 0);
        }
        try (Instance withAPart = new Instance(group, "classic", withAPartMore(topology()))) {
            send(group, CANCELLED);
            withAPart.awaitRevenue(10, 10);
            withAPart.awaitCheckoutsCounted();
            assertThat(withAPart.restored).as("what was on its disk").isEmpty();
        }

        Map<String, Integer> parts = StateView.parts(topology());
        try (Instance withAStep = new Instance(group, "classic", withAStepMore(withAPartMore(topology())))) {
            send(group, SHIPPED);
            withAStep.awaitRevenue(10, 10);
            withAStep.awaitOrdersCounted();
            assertThat(withAStep.restored.keySet())
                    .as("stores of the part that has a new one are fetched once")
                    .isNotEmpty()
                    .allMatch(store -> Objects.equals(parts.get(store), parts.get(RevenueStream.REVENUE)));
        }

        Folders.delete(STATE.resolve(group));
        try (Instance elsewhere = new Instance(group, "classic", withAStepMore(withAPartMore(topology())))) {
            elsewhere.awaitRevenue(10, 10);
            elsewhere.awaitOrdersCounted();
            elsewhere.awaitCheckoutsCounted();
        }
    }

    /** Within it the replica that comes back is a member of before to the group, which need not give out its tasks anew. */
    @Test
    void withStaticMembershipTheNextReleaseBeginsWhenTheSessionIsOver() throws Exception {
        String group = "static-change";
        String known = "static-membership=true instance=one session-timeout=6S";
        try (Instance before = new Instance(group, "classic", topology(), known)) {
            send(group, CONFIRMED);
            before.awaitRevenue(10, 0);
        }
        awaitNoMembers(group);

        try (Instance after = new Instance(group, "classic", withAPartMore(topology()), known)) {
            send(group, CANCELLED);
            after.awaitRevenue(10, 10);
            after.awaitCheckoutsCounted();
        }
    }

    private static void awaitNoMembers(String group) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            await().atMost(PATIENCE)
                    .until(() -> admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                            .allMatch(described -> described.members().isEmpty()));
        }
    }

    @Test
    void onStreamsTheGroupHasToBeOnClassicInBetween() {
        String group = "streams-change";
        try (Instance before = new Instance(group, "streams", topology())) {
            send(group, CONFIRMED);
            before.awaitRevenue(10, 0);
        }
        try (Instance refused = new Instance(group, "streams", withAPartMore(topology()))) {
            await().atMost(PATIENCE).until(() -> refused.streams.state() == State.ERROR);
        }

        try (Instance between = new Instance(group, "classic", withAPartMore(topology()))) {
            between.awaitRevenue(10, 0);
        }

        try (Instance after = new Instance(group, "streams", withAPartMore(topology()))) {
            send(group, CANCELLED);
            after.awaitRevenue(10, 10);
            after.awaitCheckoutsCounted();
            assertThat(after.restored).as("what was on its disk").isEmpty();
        }
    }

    /** A test's own. */
    private static List<String> customers(String group) {
        return IntStream.range(0, CUSTOMERS).mapToObj(i -> group + "-" + i).toList();
    }

    /** With settings as the service has them. */
    private static final class Instance implements AutoCloseable {

        private final String group;
        private final Map<String, Long> restored = new ConcurrentHashMap<>();
        private final AnalyticsConfig config;
        private final KafkaStreams streams;

        Instance(String group, String protocol, Topology topology) {
            this(group, protocol, topology, "");
        }

        Instance(String group, String protocol, Topology topology, String more) {
            this.group = group;
            config = StreamsSettingsTest.config(
                    "application-id=%s protocol=%s state-dir=%s %s".formatted(group, protocol, STATE, more));
            Map<String, Object> settings =
                    StreamsSettings.of(config, Map.of("bootstrap.servers", stack.bootstrapServers()));
            Properties properties = new Properties();
            properties.putAll(settings);
            properties.put(
                    DeadLetters.SETTING, new DeadLetters(new SourceRecords(settings), new SimpleMeterRegistry()));
            streams = new KafkaStreams(topology, properties);
            streams.setGlobalStateRestoreListener(new Restored(restored));
            streams.start();
        }

        void awaitRevenue(int confirmed, int cancelled) {
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(InvalidStateStoreException.class)
                    .untilAsserted(() -> {
                        for (String customer : customers(group)) {
                            CustomerRevenue revenue = this.<CustomerRevenue>store(RevenueStream.REVENUE)
                                    .get(customer);
                            assertThat(revenue).isNotNull();
                            CurrencyTotal total = revenue.getTotals().getFirst();
                            assertThat(total.getConfirmed()).isEqualByComparingTo(BigDecimal.valueOf(confirmed));
                            assertThat(total.getCancelled()).isEqualByComparingTo(BigDecimal.valueOf(cancelled));
                        }
                    });
        }

        /** Only what came since there was somebody to count it. */
        void awaitOrdersCounted() {
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(InvalidStateStoreException.class)
                    .untilAsserted(() -> assertThat(customers(group))
                            .allSatisfy(customer -> assertThat(
                                            this.<Long>store(OF_CUSTOMERS).get(customer))
                                    .isEqualTo(1)));
        }

        void awaitCheckoutsCounted() {
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(InvalidStateStoreException.class)
                    .untilAsserted(() ->
                            assertThat(this.<Long>store(OF_PATIENTS).get(group)).isPositive());
        }

        private <V> ReadOnlyKeyValueStore<String, V> store(String name) {
            return streams.store(StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.keyValueStore()));
        }

        @Override
        public void close() {
            assertThat(streams.close(CloseOptions.timeout(PATIENCE)
                            .withGroupMembershipOperation(
                                    config.staticMembership()
                                            ? CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP
                                            : CloseOptions.GroupMembershipOperation.LEAVE_GROUP)))
                    .isTrue();
        }
    }

    private record Restored(Map<String, Long> records) implements StateRestoreListener {

        @Override
        public void onRestoreStart(TopicPartition partition, String store, long from, long end) {}

        @Override
        public void onBatchRestored(TopicPartition partition, String store, long end, long number) {
            records.merge(store, number, Long::sum);
        }

        @Override
        public void onRestoreEnd(TopicPartition partition, String store, long total) {}
    }

    private static Topology topology() {
        return AnalyticsTopology.build(StreamsSettingsTest.config("").topology(), new TestSerdes());
    }

    private static Topology withAPartMore(Topology topology) {
        return topology.addSource(
                        "checkouts-in", new StringDeserializer(), new ByteArrayDeserializer(), "patient-checkout")
                .addProcessor("checkouts-counted", () -> new Counting(OF_PATIENTS), "checkouts-in")
                .addStateStore(counts(OF_PATIENTS), "checkouts-counted");
    }

    private static Topology withAStepMore(Topology topology) {
        return topology.addProcessor("orders-counted", () -> new Counting(OF_CUSTOMERS), "order-events-once")
                .addStateStore(counts(OF_CUSTOMERS), "orders-counted");
    }

    private static StoreBuilder<KeyValueStore<String, Long>> counts(String name) {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.Long());
    }

    private static final class Counting extends ContextualProcessor<String, Object, String, Long> {

        private final String store;

        Counting(String store) {
            this.store = store;
        }

        @Override
        public void process(Record<String, Object> record) {
            KeyValueStore<String, Long> counts = context().getStateStore(store);
            Long before = counts.get(record.key());
            counts.put(record.key(), before == null ? 1 : before + 1);
        }
    }

    /** A step of each customer's one order, and a checkout. */
    private static void send(String group, OrderEventType type) {
        for (String customer : customers(group)) {
            OrderEvent event = new OrderEvent(
                    UUID.randomUUID().toString(),
                    "o-of-" + customer,
                    customer,
                    type,
                    new BigDecimal("10.0000"),
                    "EUR",
                    Instant.now());
            send("order-events", customer, ORDERS.serialize("order-events", event));
        }
        send("patient-checkout", group, new byte[0]);
        producer.flush();
    }

    private static void send(String topic, String key, byte[] value) {
        var _ = producer.send(new ProducerRecord<>(topic, key, value));
    }
}
