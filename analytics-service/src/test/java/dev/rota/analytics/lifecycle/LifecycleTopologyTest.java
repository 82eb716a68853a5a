package dev.rota.analytics.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.analytics.deadline.Deadline;
import dev.rota.analytics.state.OrderState;
import dev.rota.analytics.state.OrderStep;
import dev.rota.analytics.state.TrackedOrder;
import dev.rota.analytics.time.EventTime;
import dev.rota.analytics.time.SourceClock;
import dev.rota.analytics.time.TestSources;
import dev.rota.analytics.topology.Analysis;
import dev.rota.analytics.topology.EventSerdes;
import dev.rota.analytics.topology.TestDrive;
import dev.rota.analytics.topology.TestSerdes;
import dev.rota.analytics.topology.TopologySettings;
import dev.rota.analytics.topology.UnusableEventException;
import dev.rota.contracts.AnomalyKind;
import dev.rota.contracts.OrderAnomaly;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver has one partition of each topic. What came from two is written to the repartition topic, as their clocks would. */
class LifecycleTopologyTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration STUCK_AFTER = Duration.ofHours(24);
    private static final Duration MEMORY = Duration.ofDays(7);
    private static final Duration IDLE_AFTER = Duration.ofSeconds(5);
    private static final Duration LITTLE = Duration.ofSeconds(2);
    private final EventSerdes serdes = new TestSerdes();

    @TempDir
    private Path stateDirectory;

    private TopologyTestDriver driver;
    private TestInputTopic<String, OrderEvent> events;
    private TestOutputTopic<String, OrderAnomaly> anomalies;
    private KeyValueStore<String, TrackedOrder> orders;
    private KeyValueStore<Bytes, byte[]> deadlines;

    @BeforeEach
    void startTopology() {
        start(1);
    }

    private void start(int orderPartitions) {
        StreamsBuilder builder = new StreamsBuilder();
        LifecycleStream.add(
                SourceClock.of(
                        builder.stream(
                                "order-events",
                                Consumed.with(Serdes.String(), serdes.of(OrderEvent.class))
                                        .withTimestampExtractor(new EventTime())),
                        "order-events-time",
                        IDLE_AFTER),
                serdes,
                settings(orderPartitions));
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "lifecycle");
        config.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        driver = new TopologyTestDriver(builder.build(), config, START);
        events = driver.createInputTopic(
                "order-events",
                Serdes.String().serializer(),
                serdes.of(OrderEvent.class).serializer());
        anomalies = driver.createOutputTopic(
                LifecycleStream.ANOMALIES,
                Serdes.String().deserializer(),
                serdes.of(OrderAnomaly.class).deserializer());
        orders = driver.getKeyValueStore(LifecycleStream.ORDERS);
        deadlines = driver.getKeyValueStore(LifecycleStream.DEADLINES);
    }

    private static TopologySettings settings(int orderPartitions) {
        return new TopologySettings(
                EnumSet.allOf(Analysis.class),
                Duration.ofDays(1),
                MEMORY,
                STUCK_AFTER,
                Duration.ofMinutes(2),
                Duration.ofDays(1),
                Duration.ofHours(1),
                IDLE_AFTER,
                orderPartitions,
                new TopologySettings.Speed(120, 3, Duration.ofMinutes(1)));
    }

    private TestSources twoPartitions() {
        driver.close();
        start(2);
        return new TestSources(driver, "lifecycle-by-order-repartition");
    }

    @AfterEach
    void stopTopology() {
        driver.close();
    }

    @Test
    void anOrderIsFollowedFromStepToStep() {
        report("o-1", OrderEventType.CREATED, START);
        report("o-1", OrderEventType.CONFIRMED, START.plusSeconds(60));

        report("o-1", OrderEventType.SHIPPED, START.plusSeconds(120));

        TrackedOrder order = orders.get("o-1");
        assertThat(order.getState()).isEqualTo(OrderState.SHIPPED);
        assertThat(order.getSince()).isEqualTo(START.plusSeconds(120));
        assertThat(order.getSteps())
                .containsExactly(
                        new OrderStep(OrderState.CREATED, START),
                        new OrderStep(OrderState.CONFIRMED, START.plusSeconds(60)),
                        new OrderStep(OrderState.SHIPPED, START.plusSeconds(120)));
        assertThat(order.getAmount()).isEqualByComparingTo("12.50");
        assertThat(order.getCustomerId()).isEqualTo("c-1");
        assertThat(anomalies.isEmpty()).isTrue();
    }

    @Test
    void anIllegalStepIsSaidAndLeavesTheOrderWhereItIs() {
        report("o-1", OrderEventType.CREATED, START);
        TrackedOrder before = orders.get("o-1");

        OrderEvent illegal = report("o-1", OrderEventType.DELIVERED, START.plusSeconds(60));

        TestRecord<String, OrderAnomaly> said = anomalies.readRecord();
        assertThat(said.key()).isEqualTo("o-1");
        assertThat(said.value().getKind()).isEqualTo(AnomalyKind.ILLEGAL_TRANSITION);
        assertThat(said.value().getState()).isEqualTo("CREATED");
        assertThat(said.value().getReported()).isEqualTo("DELIVERED");
        assertThat(said.value().getSourceEventId()).isEqualTo(illegal.getEventId());
        assertThat(said.value().getReason()).isEqualTo("DELIVERED may not follow CREATED.");
        assertThat(said.value().getOccurredAt()).isEqualTo(START.plusSeconds(60));
        assertThat(orders.get("o-1")).isEqualTo(before);
    }

    @Test
    void anOrderWhoseFirstStepIsIllegalIsNotKept() {
        report("o-1", OrderEventType.SHIPPED, START);

        assertThat(anomalies.readValue().getState()).isNull();
        assertThat(orders.get("o-1")).isNull();
        assertThat(deadlinesKept()).isEmpty();
    }

    @Test
    void theSameAnomalyHasTheSameId() {
        OrderEvent illegal = report("o-1", OrderEventType.SHIPPED, START);

        events.pipeInput("c-1", illegal, START);

        List<OrderAnomaly> said = anomalies.readValuesToList();
        assertThat(said).hasSize(2);
        assertThat(said.getFirst()).isEqualTo(said.getLast());
    }

    @Test
    void anOrderThatStaysTooLongIsSaidToBeStuck() {
        report("o-1", OrderEventType.CREATED, START);

        streamTimeGoesTo(START.plus(STUCK_AFTER).plus(LITTLE));

        TestRecord<String, OrderAnomaly> said = anomalies.readRecord();
        assertThat(said.key()).isEqualTo("o-1");
        assertThat(said.value().getKind()).isEqualTo(AnomalyKind.STUCK);
        assertThat(said.value().getState()).isEqualTo("CREATED");
        assertThat(said.value().getReported()).isNull();
        assertThat(said.value().getSourceEventId()).isNull();
        assertThat(said.value().getOccurredAt()).isEqualTo(START.plus(STUCK_AFTER));
        assertThat(said.value().getReason())
                .isEqualTo(
                        "The order is CREATED since 2026-03-01T12:00:00Z, and was due to go on by 2026-03-02T12:00:00Z.");
        assertThat(said.getRecordTime()).isEqualTo(START.plus(STUCK_AFTER));
        assertThat(orders.get("o-1").getStuck()).isTrue();
        assertThat(anomalies.isEmpty()).isTrue();
    }

    @Test
    void anOrderThatStaysNoLongerThanItMayIsNotStuck() {
        report("o-1", OrderEventType.CREATED, START);

        streamTimeGoesTo(START.plus(STUCK_AFTER).minus(LITTLE));

        assertThat(anomalies.isEmpty()).isTrue();
        assertThat(orders.get("o-1").getStuck()).isFalse();
    }

    @Test
    void atItsDeadlineAnOrderIsNotStuck() {
        report("o-1", OrderEventType.CREATED, START);

        streamTimeGoesTo(START.plus(STUCK_AFTER));

        assertThat(anomalies.isEmpty()).isTrue();
    }

    /** Nobody looked in between. */
    @Test
    void anOrderIsStuckBeforeItsNextStepIfThatComesTooLate() {
        report("o-1", OrderEventType.CREATED, START);
        streamTimeGoesTo(START.plus(STUCK_AFTER));

        report("o-1", OrderEventType.CONFIRMED, START.plus(STUCK_AFTER).plusMillis(1));

        assertThat(anomalies.readValuesToList())
                .extracting(OrderAnomaly::getState)
                .containsExactly("CREATED");
        assertThat(orders.get("o-1").getState()).isEqualTo(OrderState.CONFIRMED);
    }

    @Test
    void aStepThatIsReadTooLateFindsItsOrderStuckWhicheverTimeItIsOf() {
        report("o-1", OrderEventType.CREATED, START);
        streamTimeGoesTo(START.plus(STUCK_AFTER).plusMillis(1));

        report("o-1", OrderEventType.CONFIRMED, START.plusSeconds(60));

        assertThat(anomalies.readValuesToList())
                .extracting(OrderAnomaly::getState)
                .containsExactly("CREATED");
    }

    @Test
    void noOrderIsStuckWhoseNextStepIsStillToBeReadInAnotherPartition() {
        TestSources sources = twoPartitions();
        sources.tick(1, START);
        sources.send(1, "o-1", event("o-1", OrderEventType.CREATED, START));
        for (int hour = 0; hour < 30; hour++) {
            sources.send(0, "o-0", event("o-0", OrderEventType.CREATED, START.plus(Duration.ofHours(hour))));
        }

        sources.send(1, "o-1", event("o-1", OrderEventType.CONFIRMED, START.plusSeconds(60)));
        sources.send(1, "o-1", event("o-1", OrderEventType.CANCELLED, START.plusSeconds(120)));
        sources.tick(1, START.plus(Duration.ofHours(30)));

        assertThat(anomalies.readValuesToList())
                .extracting(OrderAnomaly::getOrderId)
                .isNotEmpty()
                .doesNotContain("o-1");
    }

    @Test
    void whatSomebodyElseReportsOfAnOrderShowsNothingOfItsTime() {
        TestSources sources = twoPartitions();
        sources.send(1, "o-1", event("o-1", OrderEventType.CREATED, START));
        OrderEvent foreign = OrderEvent.newBuilder(
                        event("o-1", OrderEventType.SHIPPED, START.plus(MEMORY).plus(STUCK_AFTER)))
                .setCustomerId("c-2")
                .build();

        assertThatThrownBy(() -> sources.send(0, "o-1", foreign)).hasRootCauseInstanceOf(UnusableEventException.class);

        assertThat(anomalies.isEmpty()).isTrue();
        assertThat(orders.get("o-1")).isNotNull();
    }

    @Test
    void anIdlePartitionHoldsNoDeadlineUp() {
        TestSources sources = twoPartitions();
        sources.send(1, "o-1", event("o-1", OrderEventType.CREATED, START));
        sources.tick(0, START.plus(STUCK_AFTER).plus(LITTLE));
        boolean heldUp = anomalies.isEmpty();

        sources.idle(1, START.plus(LITTLE));

        assertThat(heldUp).isTrue();
        assertThat(anomalies.readValue().getKind()).isEqualTo(AnomalyKind.STUCK);
    }

    @Test
    void theClockCountsWhenAllPartitionsAreIdle() {
        TestSources sources = twoPartitions();
        sources.send(1, "o-1", event("o-1", OrderEventType.CREATED, START));
        Instant past = START.plus(STUCK_AFTER).plus(LITTLE);
        sources.idle(1, past);
        sources.tick(0, START);
        boolean heldUp = anomalies.isEmpty();

        sources.idle(0, past);

        assertThat(heldUp).isTrue();
        assertThat(anomalies.readValue().getKind()).isEqualTo(AnomalyKind.STUCK);
    }

    @Test
    void anOrderIsSaidToBeStuckOnceInEachState() {
        report("o-1", OrderEventType.CREATED, START);
        streamTimeGoesTo(START.plus(STUCK_AFTER).plus(LITTLE));
        streamTimeGoesTo(START.plus(STUCK_AFTER.multipliedBy(2)));
        Instant confirmed = START.plus(STUCK_AFTER.multipliedBy(3));
        report("o-1", OrderEventType.CONFIRMED, confirmed);

        streamTimeGoesTo(confirmed.plus(STUCK_AFTER).plus(LITTLE));

        assertThat(anomalies.readValuesToList())
                .extracting(OrderAnomaly::getState)
                .containsExactly("CREATED", "CONFIRMED");
    }

    @Test
    void anOrderAtItsEndIsNeverStuck() {
        report("o-1", OrderEventType.CREATED, START);
        report("o-1", OrderEventType.CANCELLED, START.plusSeconds(1));

        streamTimeGoesTo(START.plus(STUCK_AFTER.multipliedBy(2)));

        assertThat(anomalies.isEmpty()).isTrue();
    }

    @Test
    void anOrderWhoseStepIsReportedTwoDaysLateWaitsFromThenOn() {
        Instant late = START.plus(Duration.ofDays(2));
        streamTimeGoesTo(late);
        report("o-1", OrderEventType.CREATED, START);
        streamTimeGoesTo(late.plus(STUCK_AFTER));
        boolean waits = anomalies.isEmpty();

        streamTimeGoesTo(late.plus(STUCK_AFTER).plus(LITTLE));

        assertThat(waits).isTrue();
        assertThat(anomalies.readValue().getReason())
                .isEqualTo(
                        "The order is CREATED since 2026-03-01T12:00:00Z, and was due to go on by 2026-03-04T12:00:00Z.");
    }

    @Test
    void anOrderReportedLateIsRememberedAsLongAsAnyOther() {
        Instant late = START.plus(MEMORY).plus(Duration.ofDays(2));
        streamTimeGoesTo(late);
        report("o-1", OrderEventType.CREATED, START);
        streamTimeGoesTo(late.plus(LITTLE));
        streamTimeGoesTo(late.plus(MEMORY).minus(LITTLE));

        report("o-1", OrderEventType.CONFIRMED, START.plusSeconds(60));

        assertThat(orders.get("o-1").getState()).isEqualTo(OrderState.CONFIRMED);
    }

    @Test
    void anOrderIsForgottenAWhileAfterItsLastStep() {
        report("o-1", OrderEventType.CREATED, START);
        report("o-1", OrderEventType.CANCELLED, START.plusSeconds(60));
        streamTimeGoesTo(START.plusSeconds(60).plus(MEMORY).minus(LITTLE));
        assertThat(orders.get("o-1")).isNotNull();

        streamTimeGoesTo(START.plusSeconds(60).plus(MEMORY).plus(LITTLE));

        assertThat(orders.get("o-1")).isNull();
        assertThat(deadlinesKept()).extracting(Deadline::orderId).doesNotContain("o-1");
    }

    @Test
    void anOrderThatIsStuckIsForgottenToo() {
        report("o-1", OrderEventType.CREATED, START);
        streamTimeGoesTo(START.plus(STUCK_AFTER).plus(LITTLE));

        streamTimeGoesTo(START.plus(MEMORY).plus(LITTLE));

        assertThat(orders.get("o-1")).isNull();
    }

    @Test
    void eachOrderHasOneDeadlineThatOfItsFirstStepWhileItGoesOn() {
        report("o-1", OrderEventType.CREATED, START);
        report("o-1", OrderEventType.CONFIRMED, START.plusSeconds(1));

        report("o-1", OrderEventType.SHIPPED, START.plusSeconds(2));

        assertThat(deadlinesKept()).containsExactly(new Deadline(START.plus(STUCK_AFTER), "o-1"));
    }

    @Test
    void anOrderThatWentOnIsLookedAtAgainWhenItIsDue() {
        Instant later = START.plus(Duration.ofHours(5));
        report("o-1", OrderEventType.CREATED, START);
        report("o-1", OrderEventType.CONFIRMED, later);
        streamTimeGoesTo(START.plus(STUCK_AFTER).plus(LITTLE));
        assertThat(anomalies.isEmpty()).isTrue();

        streamTimeGoesTo(later.plus(STUCK_AFTER).plus(LITTLE));

        assertThat(anomalies.readValue().getState()).isEqualTo("CONFIRMED");
        assertThat(deadlinesKept()).contains(new Deadline(later.plus(MEMORY), "o-1"));
    }

    @Test
    void whereNoRecordComesOrdersAreStuckByTheClock() {
        report("o-1", OrderEventType.CREATED, START);

        TestDrive.idle(driver, IDLE_AFTER, STUCK_AFTER.plus(LITTLE));

        assertThat(anomalies.readValue().getKind()).isEqualTo(AnomalyKind.STUCK);
    }

    @Test
    void whereRecordsComeTheClockDoesNotCount() {
        driver.advanceWallClockTime(STUCK_AFTER.multipliedBy(2));
        report("o-1", OrderEventType.CREATED, START);

        TestDrive.idle(driver, IDLE_AFTER, IDLE_AFTER.minus(LITTLE));

        assertThat(anomalies.isEmpty()).isTrue();
    }

    private OrderEvent report(String orderId, OrderEventType type, Instant at) {
        OrderEvent event = event(orderId, type, at);
        events.pipeInput("c-1", event, at);
        return event;
    }

    private static OrderEvent event(String orderId, OrderEventType type, Instant at) {
        return new OrderEvent("e-" + orderId + "-" + type, orderId, "c-1", type, new BigDecimal("12.5000"), "EUR", at);
    }

    /** By another order, which is then cancelled so that nothing comes of it. */
    private void streamTimeGoesTo(Instant at) {
        report("other-" + at, OrderEventType.CREATED, at);
        report("other-" + at, OrderEventType.CANCELLED, at);
    }

    private List<Deadline> deadlinesKept() {
        List<Deadline> kept = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = deadlines.all()) {
            all.forEachRemaining(entry -> kept.add(Deadline.of(entry.key)));
        }
        return kept;
    }
}
