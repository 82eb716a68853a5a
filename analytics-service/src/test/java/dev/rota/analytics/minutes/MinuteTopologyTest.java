package dev.rota.analytics.minutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.rota.analytics.state.MinuteTotals;
import dev.rota.analytics.time.EventTime;
import dev.rota.analytics.time.SourceClock;
import dev.rota.analytics.time.TestSources;
import dev.rota.analytics.topology.Analysis;
import dev.rota.analytics.topology.Directories;
import dev.rota.analytics.topology.EventSerdes;
import dev.rota.analytics.topology.TestDrive;
import dev.rota.analytics.topology.TestSerdes;
import dev.rota.analytics.topology.TopologySettings;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.contracts.RevenuePerMinute;
import java.io.IOException;
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
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MinuteTopologyTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration GRACE = Duration.ofMinutes(2);
    private static final Duration MEMORY = Duration.ofHours(1);
    private static final Duration IDLE_AFTER = Duration.ofSeconds(5);

    /** From then on the minute of noon is not waited for. */
    private static final Instant NOON_IS_OVER = NOON.plus(MINUTE).plus(GRACE);

    private static final OrderEventType CONFIRMED = OrderEventType.CONFIRMED;

    private final EventSerdes serdes = new TestSerdes();
    private final List<RevenuePerMinute> saidBefore = new ArrayList<>();

    @TempDir
    private Path directories;

    private int runs;
    private int eventsMade;
    private TopologyTestDriver driver;
    private TestInputTopic<String, OrderEvent> events;
    private TestOutputTopic<String, RevenuePerMinute> results;
    private TestOutputTopic<String, OrderEvent> late;
    private KeyValueStore<Bytes, MinuteTotals> minutes;

    @BeforeEach
    void startTopology() {
        start(GRACE);
    }

    @AfterEach
    void stopTopology() {
        driver.close();
    }

    @Test
    void aMinuteIsSummedUpByTypeAndCurrencyInWhicheverOrderItsStepsCome() {
        step(CONFIRMED, "1.0001", "EUR", NOON.plusMillis(59_999));
        step(CONFIRMED, "2.0002", "EUR", NOON);
        step(CONFIRMED, "4.0000", "USD", NOON);
        step(OrderEventType.CANCELLED, "8.0000", "EUR", NOON);
        step(CONFIRMED, "16.0000", "EUR", NOON.plus(MINUTE));

        step(CONFIRMED, "32.0000", "EUR", NOON_IS_OVER);

        assertThat(results.readRecordsToList())
                .extracting(
                        TestRecord::key,
                        said -> said.value().getStart(),
                        said -> said.value().getRevenue(),
                        said -> said.value().getOrders())
                .containsExactly(
                        tuple("CANCELLED-EUR", NOON, new BigDecimal("8.0000"), 1),
                        tuple("CONFIRMED-EUR", NOON, new BigDecimal("3.0003"), 2),
                        tuple("CONFIRMED-USD", NOON, new BigDecimal("4.0000"), 1));
    }

    @Test
    void aResultSaysWhatItIsOf() {
        step(CONFIRMED, "1.0000", "EUR", NOON.plusSeconds(5));

        step(CONFIRMED, "1.0000", "EUR", NOON_IS_OVER);

        TestRecord<String, RevenuePerMinute> said = results.readRecord();
        assertThat(said.key()).isEqualTo("CONFIRMED-EUR");
        assertThat(said.getRecordTime()).isEqualTo(NOON.plus(MINUTE));
        assertThat(said.value().getWindow()).isEqualTo("CONFIRMED-EUR");
        assertThat(said.value().getType()).isEqualTo("CONFIRMED");
        assertThat(said.value().getCurrency()).isEqualTo("EUR");
        assertThat(said.value().getEnd()).isEqualTo(NOON.plus(MINUTE));
    }

    @Test
    void aMinuteIsNotSaidBeforeItsGraceIsOver() {
        step(CONFIRMED, "1.0000", "EUR", NOON);

        step(CONFIRMED, "1.0000", "EUR", NOON_IS_OVER.minusMillis(1));

        assertThat(results.isEmpty()).isTrue();
    }

    @Test
    void aStepWithinTheGraceCounts() {
        step(CONFIRMED, "1.0000", "EUR", NOON);
        step(CONFIRMED, "1.0000", "EUR", NOON_IS_OVER.minusMillis(1));

        step(CONFIRMED, "2.0000", "EUR", NOON);

        assertThat(late.isEmpty()).isTrue();
        assertThat(revenueAt(NOON)).isEqualByComparingTo("3");
    }

    @Test
    void aStepThatComesWhenTheGraceIsOverIsLate() {
        step(CONFIRMED, "1.0000", "EUR", NOON);
        step(CONFIRMED, "1.0000", "USD", NOON_IS_OVER);

        OrderEvent event = step(CONFIRMED, "2.0000", "EUR", NOON.plusMillis(59_999));

        TestRecord<String, OrderEvent> said = late.readRecord();
        assertThat(said.key()).isEqualTo("c-1");
        assertThat(said.value()).isEqualTo(event);
        assertThat(said.getRecordTime()).isEqualTo(NOON.plusMillis(59_999));
        assertThat(said.headers().lastHeader("rota.source-time")).isNull();
        assertThat(revenueAt(NOON)).isEqualByComparingTo("1");
        assertThat(lateCounted()).isEqualTo(1.0);
    }

    @Test
    void aStepIsLateWhenNothingElseHappenedInItsMinute() {
        step(CONFIRMED, "1.0000", "EUR", NOON_IS_OVER);

        step(CONFIRMED, "2.0000", "EUR", NOON);

        assertThat(late.getQueueSize()).isEqualTo(1);
        assertThat(minutes.get(key(NOON))).isNull();
    }

    @Test
    void eachMinuteIsSaidOnce() {
        for (int second = 0; second < 1800; second += 17) {
            step(CONFIRMED, "1.0000", "EUR", NOON.plusSeconds(second));
            step(CONFIRMED, "1.0000", "EUR", NOON.plusSeconds(second).minus(Duration.ofMinutes(second % 5)));
        }

        step(CONFIRMED, "1.0000", "EUR", NOON.plus(Duration.ofHours(1)));

        assertThat(results.readValuesToList())
                .extracting(RevenuePerMinute::getStart)
                .doesNotHaveDuplicates()
                .isSorted()
                .hasSizeGreaterThan(29);
    }

    @Test
    void whatIsCountedAndWhatIsLateIsAllThereWas() {
        for (int second = 0; second < 1800; second += 17) {
            step(CONFIRMED, "1.0000", "EUR", NOON.plusSeconds(second).minus(Duration.ofMinutes(second % 5)));
        }

        step(CONFIRMED, "1.0000", "EUR", NOON.plus(Duration.ofHours(1)));

        long counted = results.readValuesToList().stream()
                .mapToLong(RevenuePerMinute::getOrders)
                .sum();
        assertThat(late.getQueueSize()).isPositive();
        assertThat(counted + late.getQueueSize()).isEqualTo(eventsMade - 1);
    }

    @Test
    void whatIsSaidStaysUntilItIsForgotten() {
        step(CONFIRMED, "1.0000", "EUR", NOON);
        step(CONFIRMED, "1.0000", "EUR", NOON.plus(MEMORY));
        assertThat(minutes.get(key(NOON)).getSaid()).isTrue();

        step(CONFIRMED, "1.0000", "EUR", NOON.plus(MEMORY).plus(MINUTE).plus(GRACE));

        assertThat(minutesKept())
                .containsExactly(
                        NOON.plus(MEMORY), NOON.plus(MEMORY).plus(MINUTE).plus(GRACE));
    }

    @Test
    void whatIsOpenIsNotForgotten() throws IOException {
        restart(MEMORY.multipliedBy(2));
        step(CONFIRMED, "1.0000", "EUR", NOON.minus(MEMORY));
        step(CONFIRMED, "1.0000", "EUR", NOON);

        step(CONFIRMED, "1.0000", "EUR", NOON.plus(MEMORY).plus(MINUTE));

        assertThat(results.getQueueSize()).isEqualTo(1);
        assertThat(minutesKept()).contains(NOON);
    }

    @Test
    void unknownStepsDoNotCount() {
        step(OrderEventType.UNKNOWN, "1.0000", "EUR", NOON);

        assertThat(minutesKept()).isEmpty();
        assertThat(late.isEmpty()).isTrue();
    }

    @Test
    void whatWasOpenAtARestartIsSaidByTheFirstRecordAfterItsTime() throws IOException {
        step(CONFIRMED, "1.0000", "EUR", NOON);
        step(CONFIRMED, "1.0000", "EUR", NOON.plus(MINUTE));
        restart(GRACE);

        step(CONFIRMED, "1.0000", "EUR", NOON_IS_OVER);

        assertThat(results.readValuesToList())
                .extracting(RevenuePerMinute::getStart)
                .containsExactly(NOON);
    }

    @Test
    void whatWasOpenAtARestartIsSummedUpFurther() throws IOException {
        step(CONFIRMED, "1.0000", "EUR", NOON);
        restart(GRACE);

        step(CONFIRMED, "2.0000", "EUR", NOON);

        assertThat(revenueAt(NOON)).isEqualByComparingTo("3");
    }

    /** The driver does not bring stream time back, as a broker's committed offsets do: what was said stays so even without it. */
    @Test
    void whatWasSaidBeforeARestartIsNotSaidAgain() throws IOException {
        step(CONFIRMED, "1.0000", "EUR", NOON);
        step(CONFIRMED, "1.0000", "EUR", NOON_IS_OVER);
        restart(GRACE);
        step(CONFIRMED, "2.0000", "EUR", NOON);
        step(CONFIRMED, "2.0000", "USD", NOON);

        step(CONFIRMED, "1.0000", "EUR", NOON_IS_OVER.plus(MINUTE).plus(GRACE));

        assertThat(late.getQueueSize()).isEqualTo(2);
        assertThat(saidBefore).extracting(RevenuePerMinute::getStart).containsExactly(NOON);
        assertThat(results.readValuesToList())
                .extracting(RevenuePerMinute::getStart)
                .containsExactly(NOON_IS_OVER);
    }

    @Test
    void aBacklogThatIsReadOnePartitionAfterTheOtherHasNothingLate() {
        TestSources sources = twoPartitions();

        sendBacklog(sources, 0);
        sendBacklog(sources, 1);

        assertThat(late.isEmpty()).isTrue();
        assertThat(results.readValuesToList())
                .extracting(RevenuePerMinute::getOrders)
                .hasSize(27)
                .containsOnly(2);
    }

    @Test
    void aBacklogHasNothingLateWhenItIsReadWithARestartInBetween() throws IOException {
        sendBacklog(twoPartitions(), 0);
        restart(GRACE, 2);

        sendBacklog(sources(), 1);

        assertThat(late.isEmpty()).isTrue();
        assertThat(saidBefore).isEmpty();
        assertThat(results.readValuesToList())
                .extracting(RevenuePerMinute::getOrders)
                .hasSize(27)
                .containsOnly(2);
    }

    @Test
    void aStepIsLateByItsOwnPartitionEvenIfItsMinuteIsStillOpen() {
        TestSources sources = twoPartitions();
        send(sources, 1, NOON);
        send(sources, 0, NOON_IS_OVER);

        send(sources, 0, NOON);
        send(sources, 1, NOON);

        assertThat(late.getQueueSize()).isEqualTo(1);
        assertThat(lateCounted()).isEqualTo(1);
        assertThat(minutes.get(key(NOON)).getOrders()).isEqualTo(2);
    }

    @Test
    void aPartitionThatHasNothingHereLetsMinutesBeSaidAllTheSame() {
        TestSources sources = twoPartitions();
        send(sources, 0, NOON);
        send(sources, 0, NOON_IS_OVER);

        sources.tick(1, NOON_IS_OVER);

        assertThat(results.readValue().getStart()).isEqualTo(NOON);
    }

    @Test
    void anIdlePartitionDoesNotHoldMinutesUp() {
        TestSources sources = twoPartitions();
        send(sources, 0, NOON);
        send(sources, 1, NOON);
        send(sources, 0, NOON_IS_OVER);
        boolean heldUp = results.isEmpty();

        sources.idle(1, NOON_IS_OVER);

        assertThat(heldUp).isTrue();
        assertThat(results.readValue().getOrders()).isEqualTo(2);
    }

    @Test
    void whoWasIdleFindsHisMinuteSaidAndIsCountedApart() {
        TestSources sources = twoPartitions();
        sources.idle(1, NOON);
        send(sources, 0, NOON);
        send(sources, 0, NOON_IS_OVER);

        send(sources, 1, NOON);

        assertThat(late.getQueueSize()).isEqualTo(1);
        assertThat(lateCounted()).isZero();
        assertThat(counted("closed-total")).isEqualTo(1);
        assertThat(results.readValue().getOrders()).isEqualTo(1);
    }

    @Test
    void aMinuteThatWasSaidLongAgoIsNotOpenedAfterARestart() throws IOException {
        Instant longAfter = NOON.plus(MEMORY.multipliedBy(3));
        TestSources sources = twoPartitions();
        sources.idle(1, NOON);
        send(sources, 0, NOON);
        sources.tick(0, longAfter);
        restart(GRACE, 2);

        send(sources(), 1, NOON);

        assertThat(late.getQueueSize()).isEqualTo(1);
        assertThat(saidBefore).extracting(RevenuePerMinute::getStart).containsExactly(NOON);
        assertThat(results.isEmpty()).isTrue();
    }

    @Test
    void aMassOfMinutesIsSaidInTurnsAndNoneIsLeftOut() {
        TestSources sources = twoPartitions();
        int all = MinuteProcessor.MOST_AT_ONCE + 10;
        sources.tick(1, NOON);
        for (int minute = 0; minute < all; minute++) {
            send(sources, 0, NOON.plus(MINUTE.multipliedBy(minute)));
        }
        Instant end = NOON.plus(MINUTE.multipliedBy(all)).plus(GRACE);
        sources.tick(0, end);

        sources.tick(1, end);
        long first = results.getQueueSize();
        sources.tick(1, end);

        assertThat(first).isEqualTo(MinuteProcessor.MOST_AT_ONCE);
        assertThat(results.readValuesToList()).hasSize(all).doesNotHaveDuplicates();
    }

    @Test
    void nothingIsSaidByTheClock() {
        step(CONFIRMED, "1.0000", "EUR", NOON);

        TestDrive.idle(driver, IDLE_AFTER, MEMORY);

        assertThat(results.isEmpty()).isTrue();
    }

    @Test
    void aLongerGraceDoesNotOpenWhatWasSaid() throws IOException {
        step(CONFIRMED, "1.0000", "EUR", NOON);
        step(CONFIRMED, "1.0000", "EUR", NOON_IS_OVER);
        restart(GRACE.multipliedBy(10));
        step(CONFIRMED, "1.0000", "EUR", NOON_IS_OVER);

        step(CONFIRMED, "2.0000", "USD", NOON);

        assertThat(late.getQueueSize()).isEqualTo(1);
    }

    private void start(Duration grace) {
        start(grace, 1);
    }

    private void start(Duration grace, int orderPartitions) {
        TopologySettings settings = new TopologySettings(
                EnumSet.allOf(Analysis.class),
                Duration.ofDays(1),
                Duration.ofDays(7),
                Duration.ofDays(1),
                grace,
                MEMORY,
                Duration.ofHours(1),
                IDLE_AFTER,
                orderPartitions,
                new TopologySettings.Speed(120, 3, MINUTE));
        StreamsBuilder builder = new StreamsBuilder();
        MinuteStream.add(
                SourceClock.of(
                        builder.stream(
                                "order-events",
                                Consumed.with(Serdes.String(), serdes.of(OrderEvent.class))
                                        .withTimestampExtractor(new EventTime())),
                        "order-events-time",
                        IDLE_AFTER),
                serdes,
                settings);
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "minutes");
        config.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory().toString());
        driver = new TopologyTestDriver(builder.build(), config);
        events = driver.createInputTopic(
                "order-events",
                Serdes.String().serializer(),
                serdes.of(OrderEvent.class).serializer());
        results = driver.createOutputTopic(
                MinuteStream.RESULTS,
                Serdes.String().deserializer(),
                serdes.of(RevenuePerMinute.class).deserializer());
        late = driver.createOutputTopic(
                MinuteStream.LATE,
                Serdes.String().deserializer(),
                serdes.of(OrderEvent.class).deserializer());
        minutes = driver.getKeyValueStore(MinuteStream.MINUTES);
    }

    /** A driver that is closed deletes its state, so the next one gets a copy. */
    private void restart(Duration grace) throws IOException {
        restart(grace, 1);
    }

    private void restart(Duration grace, int orderPartitions) throws IOException {
        saidBefore.addAll(results.readValuesToList());
        driver.getAllStateStores().values().forEach(StateStore::flush);
        Path before = stateDirectory();
        runs++;
        Directories.copy(before, stateDirectory());
        driver.close();
        start(grace, orderPartitions);
    }

    private TestSources twoPartitions() {
        driver.close();
        runs++;
        start(GRACE, 2);
        return sources();
    }

    private TestSources sources() {
        return new TestSources(driver, "minutes-by-type-repartition");
    }

    private Path stateDirectory() {
        return directories.resolve("run-" + runs);
    }

    private OrderEvent step(OrderEventType type, String amount, String currency, Instant at) {
        OrderEvent event = event(type, amount, currency, at);
        events.pipeInput("c-1", event, at);
        return event;
    }

    private OrderEvent event(OrderEventType type, String amount, String currency, Instant at) {
        eventsMade++;
        return new OrderEvent("e-" + eventsMade, "o-" + eventsMade, "c-1", type, new BigDecimal(amount), currency, at);
    }

    private void send(TestSources sources, int partition, Instant at) {
        sources.send(partition, "CONFIRMED-EUR", event(CONFIRMED, "1.0000", "EUR", at));
    }

    private void sendBacklog(TestSources sources, int partition) {
        for (int minute = 0; minute < 30; minute++) {
            send(sources, partition, NOON.plus(MINUTE.multipliedBy(minute)));
        }
    }

    private BigDecimal revenueAt(Instant start) {
        return minutes.get(key(start)).getRevenue();
    }

    private static Bytes key(Instant start) {
        return new MinuteKey(start, "CONFIRMED-EUR").toBytes();
    }

    private List<Instant> minutesKept() {
        List<Instant> kept = new ArrayList<>();
        try (KeyValueIterator<Bytes, MinuteTotals> all = minutes.all()) {
            all.forEachRemaining(entry -> kept.add(MinuteKey.of(entry.key).start()));
        }
        return kept;
    }

    private double lateCounted() {
        return counted("late-total");
    }

    private double counted(String what) {
        return driver.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals(what))
                .mapToDouble(metric -> (double) metric.getValue().metricValue())
                .sum();
    }
}
