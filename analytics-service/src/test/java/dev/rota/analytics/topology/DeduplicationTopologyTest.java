package dev.rota.analytics.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.analytics.time.Attempt;
import dev.rota.analytics.time.EventTime;
import dev.rota.contracts.OrderAnomaly;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.StateStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events are written as their owner and their id, such as c-1:e-1. */
class DeduplicationTopologyTest {

    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    private static final Duration WINDOW = Duration.ofHours(1);

    private static final Serde<String> EVENTS = Serdes.serdeFrom(new StringSerializer(), (_, bytes) -> {
        if (bytes != null && bytes.length == 0) {
            throw new SerializationException("nothing can be read");
        }
        return bytes == null ? null : new String(bytes, UTF_8);
    });

    private TopologyTestDriver driver;
    private TestInputTopic<String, String> in;
    private TestOutputTopic<String, String> out;

    @TempDir
    private Path directories;

    private int runs;

    @BeforeEach
    void start() {
        StreamsBuilder builder = new StreamsBuilder();
        Deduplication.of(
                        builder.stream(
                                "in",
                                Consumed.with(Serdes.String(), Attempt.serde(EVENTS))
                                        .withTimestampExtractor(new EventTime())),
                        "in",
                        WINDOW,
                        event -> event.substring(event.indexOf(':') + 1),
                        event -> event.substring(0, event.indexOf(':')),
                        _ -> {})
                .to("out", Produced.with(Serdes.String(), Serdes.String()));
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        config.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory().toString());
        driver = new TopologyTestDriver(builder.build(), config, NOW);
        in = driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
        out = driver.createOutputTopic("out", new StringDeserializer(), new StringDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    private Path stateDirectory() {
        return directories.resolve("run-" + runs);
    }

    /** A driver that is closed deletes its state, so the next one gets a copy. */
    private void restart() throws IOException {
        driver.getAllStateStores().values().forEach(StateStore::flush);
        Path before = stateDirectory();
        runs++;
        Directories.copy(before, stateDirectory());
        driver.close();
        start();
    }

    @Test
    void theSameEventTwiceComesOnce() {
        in.pipeInput("c-1", "c-1:e-1", NOW);

        in.pipeInput("c-1", "c-1:e-1", NOW.plusSeconds(5));

        assertThat(out.readValuesToList()).containsExactly("c-1:e-1");
    }

    /** Where it is the step's, what is made of the failure is committed with the record's offset, and not before. */
    @Test
    void whatCannotBeReadIsTheFirstStepsFailure() {
        assertThatThrownBy(() -> in.pipeInput("c-1", "", NOW))
                .isInstanceOf(StreamsException.class)
                .hasMessageStartingWith("Exception caught in process")
                .hasRootCauseMessage("nothing can be read");
    }

    @Test
    void differentEventsAllCome() {
        in.pipeInput("c-1", "c-1:e-1", NOW);

        in.pipeInput("c-1", "c-1:e-2", NOW);

        assertThat(out.readValuesToList()).containsExactly("c-1:e-1", "c-1:e-2");
    }

    @Test
    void anEventIsKnownUntilTheEndOfTheWindow() {
        in.pipeInput("c-1", "c-1:e-1", NOW);

        in.pipeInput("c-1", "c-1:e-1", NOW.plus(WINDOW));

        assertThat(out.readValuesToList()).containsExactly("c-1:e-1");
    }

    @Test
    void afterTheWindowAnEventIsNotKnownAnyMore() {
        in.pipeInput("c-1", "c-1:e-1", NOW);

        in.pipeInput("c-1", "c-1:e-1", NOW.plus(WINDOW).plusMillis(1));

        assertThat(out.readValuesToList()).containsExactly("c-1:e-1", "c-1:e-1");
    }

    @Test
    void aDuplicateOfAnEventThatCameVeryLateIsKnown() {
        in.pipeInput("c-1", "c-1:e-1", NOW);
        in.pipeInput("c-1", "c-1:late", NOW.minus(WINDOW.multipliedBy(50)));

        in.pipeInput("c-1", "c-1:late", NOW.minus(WINDOW.multipliedBy(50)));

        assertThat(out.readValuesToList()).containsExactly("c-1:e-1", "c-1:late");
    }

    @Test
    void aBatchThatTellsOfMoreThanTheWindowDoesNotForgetItsBeginning() {
        try (TestDrive drive = new TestDrive(directories.resolve("whole"))) {
            Instant written =
                    TestDrive.START.plus(TestDrive.SETTINGS.dedupWindow()).plus(WINDOW);
            OrderEvent first = order("o-1", TestDrive.START);
            drive.write(first, written);
            drive.write(order("o-2", written), written);

            drive.write(first, written);

            assertThat(drive.values("order-anomalies", OrderAnomaly.class)).isEmpty();
        }
    }

    private static OrderEvent order(String orderId, Instant at) {
        return new OrderEvent(
                "e-" + orderId, orderId, "c-1", OrderEventType.CREATED, new BigDecimal("1.0000"), "EUR", at);
    }

    @Test
    void aRestartForgetsNothing() throws IOException {
        in.pipeInput("c-1", "c-1:e-1", NOW);
        in.pipeInput("c-1", "c-1:late", NOW.minus(WINDOW.multipliedBy(50)));
        restart();

        in.pipeInput("c-1", "c-1:e-1", NOW.plus(WINDOW));
        in.pipeInput("c-1", "c-1:late", NOW.minus(WINDOW.multipliedBy(50)));

        assertThat(out.readValuesToList()).isEmpty();
    }

    @Test
    void whatSaysThatItWasWrittenLongAgoIsKnownAfterARestartToo() throws IOException {
        in.pipeInput("c-1", "c-1:e-1", NOW);
        restart();
        in.pipeInput("c-1", "c-1:late", NOW.minus(WINDOW.multipliedBy(50)));
        in.pipeInput("c-1", "c-1:e-2", NOW);

        in.pipeInput("c-1", "c-1:late", NOW.minus(WINDOW.multipliedBy(50)));

        assertThat(out.readValuesToList()).containsExactly("c-1:late", "c-1:e-2");
    }

    /** After a restart it is a little earlier than it was: the store tells of the last event by id, not by time. */
    @Test
    void whatWasSeenLastIsKnownAfterARestartWhicheverIdIsTheLast() throws IOException {
        in.pipeInput("c-1", "c-1:z", NOW);
        in.pipeInput("c-1", "c-1:e-1", NOW.plus(WINDOW.dividedBy(4)));
        in.pipeInput("c-1", "c-1:late", NOW.minus(WINDOW.multipliedBy(50)));
        restart();

        in.pipeInput("c-1", "c-1:late", NOW.minus(WINDOW.multipliedBy(50)));

        assertThat(out.readValuesToList()).isEmpty();
    }

    @Test
    void aDuplicateOfAnEarlierEventThatCameInTimeIsKnown() {
        in.pipeInput("c-1", "c-1:e-1", NOW);
        in.pipeInput("c-1", "c-1:e-2", NOW.plus(WINDOW));

        in.pipeInput("c-1", "c-1:e-1", NOW);

        assertThat(out.readValuesToList()).containsExactly("c-1:e-1", "c-1:e-2");
    }

    @Test
    void anEventUnderAnotherKeyIsUnusable() {
        assertThatThrownBy(() -> in.pipeInput("c-2", "c-1:e-1", NOW))
                .hasRootCauseInstanceOf(UnusableEventException.class)
                .hasRootCauseMessage("the record's key is c-2, and its event is of c-1");
    }

    @Test
    void anEventUnderNoKeyIsUnusable() {
        assertThatThrownBy(() -> in.pipeInput((String) null, "c-1:e-1", NOW))
                .hasRootCauseInstanceOf(UnusableEventException.class);
    }

    @Test
    void aRecordWithoutAValueIsUnusable() {
        assertThatThrownBy(() -> in.pipeInput("c-1", null, NOW))
                .hasRootCauseInstanceOf(UnusableEventException.class)
                .hasRootCauseMessage("the record has no value");
    }

    @Test
    void whatIsUnusableIsNotKnownAfterwards() {
        assertThatThrownBy(() -> in.pipeInput("c-2", "c-1:e-1", NOW))
                .hasRootCauseInstanceOf(UnusableEventException.class);

        in.pipeInput("c-1", "c-1:e-1", NOW);

        assertThat(out.readValuesToList()).containsExactly("c-1:e-1");
    }
}
