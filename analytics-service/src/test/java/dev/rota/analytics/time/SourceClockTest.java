package dev.rota.analytics.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.analytics.topology.Directories;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock shows three o'clock when it starts, and a partition is idle after ten seconds. */
class SourceClockTest {

    private static final Instant THREE = Instant.parse("2026-03-01T15:00:00Z");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final int IDLE_LOOKS = 10;

    private TopologyTestDriver driver;
    private TestInputTopic<String, String> in;
    private TestOutputTopic<String, String> out;

    @TempDir
    private Path directories;

    @BeforeEach
    void start() {
        start(directories.resolve("first"));
    }

    private void start(Path stateDirectory) {
        StreamsBuilder builder = new StreamsBuilder();
        SourceClock.of(
                        builder.stream("in", Consumed.with(Serdes.String(), Serdes.String())),
                        "time",
                        Idleness.LOOK.multipliedBy(IDLE_LOOKS))
                .to("out", Produced.with(Serdes.String(), Serdes.String()));
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "clock");
        config.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        driver = new TopologyTestDriver(builder.build(), config, THREE);
        in = driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
        out = driver.createOutputTopic("out", new StringDeserializer(), new StringDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void eachEventSaysTheLatestTimeUpToIt() {
        in.pipeInput("k", "one", NOON);
        in.pipeInput("k", "late", NOON.minusSeconds(60));

        List<TestRecord<String, String>> records = out.readRecordsToList();

        assertThat(records).extracting(TestRecord::value).containsExactly("one", "late");
        assertThat(records).extracting(SourceClockTest::time).containsOnly(new SourceTime(0, NOON.toEpochMilli(), -1));
    }

    @Test
    void aTickFollowsWhenTimeHasGoneOn() {
        in.pipeInput("k", "one", NOON);
        look(3);

        List<TestRecord<String, String>> records = out.readRecordsToList();

        assertThat(records).extracting(TestRecord::value).containsExactly("one", null);
        assertThat(time(records.getLast())).isEqualTo(new SourceTime(0, NOON.toEpochMilli(), -1));
    }

    @Test
    void whereNothingCameYetThereIsNothingToSayUntilItIsIdle() {
        look(IDLE_LOOKS - 1);
        boolean silent = out.isEmpty();

        look(1);

        assertThat(silent).isTrue();
        assertThat(time(out.readRecord())).isEqualTo(new SourceTime(0, -1, clockAfter(IDLE_LOOKS)));
    }

    @Test
    void anIdlePartitionSaysSoAgainAndAgain() {
        in.pipeInput("k", "one", NOON);
        look(2 * IDLE_LOOKS);

        assertThat(out.readRecordsToList())
                .extracting(SourceClockTest::time)
                .extracting(SourceTime::clock)
                .containsExactly(-1L, -1L, clockAfter(IDLE_LOOKS), clockAfter(2 * IDLE_LOOKS));
    }

    @Test
    void whenItIsIdleNoMoreATickSaysSoEvenIfTimeStandsStill() {
        in.pipeInput("k", "one", NOON);
        look(IDLE_LOOKS);
        in.pipeInput("k", "two", NOON);
        out.readRecordsToList();

        look(1);

        assertThat(time(out.readRecord())).isEqualTo(new SourceTime(0, NOON.toEpochMilli(), -1));
    }

    @Test
    void aWhileInWhichNobodyLookedIsNotIdle() {
        in.pipeInput("k", "one", NOON);

        driver.advanceWallClockTime(Duration.ofHours(1));

        assertThat(out.readRecordsToList())
                .extracting(SourceClockTest::time)
                .extracting(SourceTime::isIdle)
                .containsOnly(false);
    }

    /** As after a transaction that was aborted. */
    @Test
    void aTaskThatBeginsAnewSaysAgainWhatTimeItIsAndItsOldTimersAreStill() {
        MockProcessorContext<String, String> context = new MockProcessorContext<>();
        KeyValueStore<Integer, Long> times = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("time"), Serdes.Integer(), Serdes.Long())
                .withLoggingDisabled()
                .build();
        times.init(context.getStateStoreContext(), times);
        context.addStateStore(times);
        SourceClock<String> clock = new SourceClock<>("time", Idleness.LOOK.multipliedBy(IDLE_LOOKS));
        for (int life = 1; life <= 2; life++) {
            clock.init(context);
            clock.process(new Record<>("k", "one", NOON.toEpochMilli()));
            context.scheduledPunctuators().getLast().getPunctuator().punctuate(THREE.toEpochMilli());
            clock.close();
        }

        assertThat(context.forwarded())
                .extracting(forward -> String.valueOf(forward.record().value()))
                .containsExactly("one", "null", "one", "null");
        assertThat(context.scheduledPunctuators())
                .hasSize(2)
                .allMatch(MockProcessorContext.CapturedPunctuator::cancelled);
    }

    @Test
    void whatTimeItWasIsKnownAfterARestart() throws IOException {
        in.pipeInput("k", "one", NOON);
        driver.getAllStateStores().values().forEach(StateStore::flush);
        Path copy = directories.resolve("second");
        Directories.copy(directories.resolve("first"), copy);
        driver.close();
        start(copy);

        in.pipeInput("k", "late", NOON.minusSeconds(60));

        assertThat(time(out.readRecord())).isEqualTo(new SourceTime(0, NOON.toEpochMilli(), -1));
    }

    @Test
    void ticksGoToAllPartitionsAndEventsWhereTheirKeyBelongs() {
        assertThat(SourceClock.partitions("topic", "", null, 3))
                .hasValueSatisfying(all -> assertThat(all).containsExactlyInAnyOrder(0, 1, 2));
        assertThat(SourceClock.partitions("topic", "key", "event", 3)).isEmpty();
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            driver.advanceWallClockTime(Idleness.LOOK);
        }
    }

    private static long clockAfter(int looks) {
        return THREE.plus(Idleness.LOOK.multipliedBy(looks)).toEpochMilli();
    }

    private static SourceTime time(TestRecord<String, String> record) {
        return SourceTime.takeFrom(record.headers());
    }
}
