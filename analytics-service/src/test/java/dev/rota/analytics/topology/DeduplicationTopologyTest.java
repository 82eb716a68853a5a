package dev.rota.analytics.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events are written as their owner and their id, such as c-1:e-1. */
class DeduplicationTopologyTest {

    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    private static final Duration WINDOW = Duration.ofHours(1);

    private TopologyTestDriver driver;
    private TestInputTopic<String, String> in;
    private TestOutputTopic<String, String> out;

    @BeforeEach
    void start(@TempDir Path stateDir) {
        StreamsBuilder builder = new StreamsBuilder();
        Deduplication.of(
                        builder.stream("in", Consumed.with(Serdes.String(), Serdes.String())),
                        "in",
                        WINDOW,
                        event -> event.substring(event.indexOf(':') + 1),
                        event -> event.substring(0, event.indexOf(':')),
                        _ -> {})
                .to("out", Produced.with(Serdes.String(), Serdes.String()));
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        config.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        driver = new TopologyTestDriver(builder.build(), config, NOW);
        in = driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
        out = driver.createOutputTopic("out", new StringDeserializer(), new StringDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void theSameEventTwiceComesOnce() {
        in.pipeInput("c-1", "c-1:e-1", NOW);

        in.pipeInput("c-1", "c-1:e-1", NOW.plusSeconds(5));

        assertThat(out.readValuesToList()).containsExactly("c-1:e-1");
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
