package dev.rota.analytics.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.analytics.topology.UnusableEventException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The handlers in a topology that notes a record in a store, copies it to a topic, and then may be told by it to fail. */
class DeadLettersTopologyTest {

    private static final String KEY = "k";

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TopologyTestDriver driver;
    private final TestInputTopic<byte[], byte[]> in;
    private final TestOutputTopic<String, String> out;
    private final TestOutputTopic<byte[], byte[]> letters;
    private int readAgain;

    DeadLettersTopologyTest() {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, String> noted = builder.stream(
                        "in",
                        Consumed.with(Serdes.String(), valuesThatAreNot("unreadable", "registry-down-in"))
                                .withName("in"))
                .processValues(new Noting(), Named.as("noting"));
        noted.to("copies", Produced.with(Serdes.String(), Serdes.String()).withName("copying"));
        noted.peek(
                (_, value) -> {
                    switch (value) {
                        case "unusable" -> throw new UnusableEventException("not usable");
                        case "brokers-gone" -> throw new org.apache.kafka.common.errors.TimeoutException("brokers");
                        default -> {}
                    }
                },
                Named.as("checking"));
        noted.to(
                "out",
                Produced.with(Serdes.String(), valuesThatAreNot("unwritable", "registry-down-out"))
                        .withName("out"));
        Properties properties = new Properties();
        properties.putAll(StreamsSettings.of(
                StreamsSettingsTest.config("guarantee=at-least-once state-dir=target/dead-letters-topology-test"),
                java.util.Map.of("bootstrap.servers", "nowhere:1")));
        properties.put(DeadLetters.SETTING, new DeadLetters(this::readAgain, meters));
        driver = new TopologyTestDriver(builder.build(), properties);
        in = driver.createInputTopic("in", new ByteArraySerializer(), new ByteArraySerializer());
        out = driver.createOutputTopic("out", new StringDeserializer(), new StringDeserializer());
        letters = driver.createOutputTopic(
                StreamsSettings.DEAD_LETTERS, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void whatCannotBeReadIsALetterWithItsBytesItsOriginAndTheReasonAndTheNextIsRead() {
        send("fine");
        send("unreadable");

        TestRecord<byte[], byte[]> letter = letters.readRecord();

        assertThat(letter.key()).isEqualTo(KEY.getBytes(UTF_8));
        assertThat(letter.value()).isEqualTo("unreadable".getBytes(UTF_8));
        assertThat(header(letter, "mine")).isEqualTo("kept");
        assertThat(header(letter, "__streams.errors.topic")).isEqualTo("in");
        assertThat(header(letter, "__streams.errors.partition")).isEqualTo("0");
        assertThat(header(letter, "__streams.errors.offset")).isEqualTo("1");
        assertThat(header(letter, "__streams.errors.message")).isEqualTo("cannot: unreadable");
        assertThat(header(letter, "__streams.errors.exception")).isEqualTo(SerializationException.class.getName());
        send("next");
        assertThat(out.readValuesToList()).containsExactly("fine", "next");
        assertThat(meters.counter("rota.analytics.dead.letters", "topic", "in").count())
                .isOne();
    }

    @Test
    void whatALaterStepCannotUseHasItsBytesAlthoughTheyWereForgottenAndTheOtherStepsGoOn() {
        send("unusable");

        TestRecord<byte[], byte[]> letter = letters.readRecord();

        assertThat(readAgain).isOne();
        assertThat(letter.key()).isEqualTo(KEY.getBytes(UTF_8));
        assertThat(letter.value()).isEqualTo("again in-0@0".getBytes(UTF_8));
        assertThat(header(letter, "__streams.errors.message")).isEqualTo("not usable");
        assertThat(out.readValuesToList()).containsExactly("unusable");
    }

    @Test
    void whatCannotBeWrittenIsALetterOfTheRecordThatItWasMadeOf() {
        send("unwritable");

        TestRecord<byte[], byte[]> letter = letters.readRecord();

        assertThat(letter.value()).isEqualTo("again in-0@0".getBytes(UTF_8));
        assertThat(header(letter, "__streams.errors.message")).isEqualTo("cannot: unwritable");
        assertThat(out.isEmpty()).isTrue();
    }

    @Test
    void aLetterHasItsRecordsHeadersHoweverOddAndItsOriginIsThatOfTheLastHeader() {
        RecordHeaders headers = new RecordHeaders();
        headers.add("none", null);
        headers.add("twice", "first".getBytes(UTF_8));
        headers.add("twice", "second".getBytes(UTF_8));
        headers.add("", new byte[0]);
        headers.add("long", new byte[200_000]);
        headers.add("__streams.errors.topic", "elsewhere".getBytes(UTF_8));
        for (String hopeless : new String[] {"unreadable", "unusable", "unwritable"}) {
            in.pipeInput(new TestRecord<>(KEY.getBytes(UTF_8), hopeless.getBytes(UTF_8), headers, 1L));

            TestRecord<byte[], byte[]> letter = letters.readRecord();

            assertThat(Arrays.asList(letter.headers().toArray())).as(hopeless).startsWith(headers.toArray());
            assertThat(header(letter, "__streams.errors.topic")).isEqualTo("in");
        }
    }

    @Test
    void anOutageIsNotALetter() {
        for (String outage : new String[] {"registry-down-in", "registry-down-out", "brokers-gone"}) {
            assertThatThrownBy(() -> send(outage)).as(outage).isInstanceOf(StreamsException.class);
        }

        assertThat(letters.isEmpty()).isTrue();
    }

    @Test
    void aTimerThatFailsIsNotALetter() {
        send("timer-fails");

        assertThatThrownBy(() -> driver.advanceWallClockTime(Duration.ofSeconds(1)))
                .isInstanceOf(StreamsException.class);

        assertThat(letters.isEmpty()).isTrue();
    }

    private void send(String value) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("mine", "kept".getBytes(UTF_8));
        in.pipeInput(new TestRecord<>(KEY.getBytes(UTF_8), value.getBytes(UTF_8), headers, 1L));
    }

    private ConsumerRecord<byte[], byte[]> readAgain(String topic, int partition, long offset) {
        readAgain++;
        return new ConsumerRecord<>(
                topic,
                partition,
                offset,
                KEY.getBytes(UTF_8),
                "again %s-%d@%d".formatted(topic, partition, offset).getBytes(UTF_8));
    }

    private static String header(TestRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private static Serde<String> valuesThatAreNot(String impossible, String registryDown) {
        Serde<String> strings = Serdes.String();
        return Serdes.serdeFrom(
                (topic, value) -> strings.serializer().serialize(topic, possible(value, impossible, registryDown)),
                (topic, bytes) -> possible(strings.deserializer().deserialize(topic, bytes), impossible, registryDown));
    }

    private static String possible(String value, String impossible, String registryDown) {
        if (value.equals(impossible)) {
            throw new SerializationException("cannot: " + value);
        }
        if (value.equals(registryDown)) {
            throw new SerializationException(new ConnectException("refused"));
        }
        return value;
    }

    private static final class Noting implements FixedKeyProcessorSupplier<String, String, String> {

        @Override
        public FixedKeyProcessor<String, String, String> get() {
            return new FixedKeyProcessor<>() {

                private FixedKeyProcessorContext<String, String> context;
                private KeyValueStore<String, String> notes;

                @Override
                public void init(FixedKeyProcessorContext<String, String> its) {
                    context = its;
                    notes = its.getStateStore("notes");
                    its.schedule(Duration.ofSeconds(1), PunctuationType.WALL_CLOCK_TIME, _ -> {
                        if ("timer-fails".equals(notes.get(KEY))) {
                            throw new IllegalStateException("timer");
                        }
                    });
                }

                @Override
                public void process(FixedKeyRecord<String, String> record) {
                    notes.put(record.key(), record.value());
                    context.forward(record);
                }
            };
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore("notes"), Serdes.String(), Serdes.String()));
        }
    }
}
