package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rota.keyedconsumer.ConsumerView.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KeyedConsumerBuilderTest {

    static Stream<Arguments> wrongSettings() {
        return Stream.of(
                wrong("handler or batchHandler is missing", builder -> builder.handler(null)),
                wrong(
                        "only one of handler and batchHandler may be set",
                        builder -> builder.batchHandler(records -> {})),
                wrong(
                        "maxBatchRecords must be at least 1, but is 0",
                        builder -> builder.handler(null)
                                .batchHandler(records -> {})
                                .maxBatchRecords(0)),
                wrong(
                        "maxBatchRecords is for a batchHandler, but a handler is set",
                        builder -> builder.maxBatchRecords(100)),
                wrong("commitRecords must be at least 1, but is 0", builder -> builder.commitRecords(0)),
                wrong("topics must name at least one topic", builder -> builder.topics()),
                wrong("maxConcurrency must be at least 1, but is 0", builder -> builder.maxConcurrency(0)),
                wrong("maxBufferedRecords must be at least 1, but is 0", builder -> builder.maxBufferedRecords(0)),
                wrong("maxBufferedBytes must be at least 1, but is -1", builder -> builder.maxBufferedBytes(-1)),
                wrong("maxDoneBeyond must be at least 1, but is 0", builder -> builder.maxDoneBeyond(0)),
                wrong("commitInterval must be positive, but is PT0S", builder -> builder.commitInterval(Duration.ZERO)),
                wrong(
                        "drainDeadline must be positive, but is PT-1S",
                        builder -> builder.drainDeadline(Duration.ofSeconds(-1))),
                wrong(
                        "drainDeadline must be at least 5 s shorter than max.poll.interval.ms (300000), but is PT5M",
                        builder -> builder.drainDeadline(Duration.ofMinutes(5))));
    }

    private static Arguments wrong(String sentence, UnaryOperator<KeyedConsumerBuilder<String, String>> setting) {
        return Arguments.of(sentence, setting);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongSettings")
    void aWrongSettingIsNamed(String sentence, UnaryOperator<KeyedConsumerBuilder<String, String>> setting) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> setting.apply(builder(Map.of())).build())
                .withMessage(sentence);
    }

    @Test
    void autoCommitIsRefusedHoweverItIsWritten() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder(Map.of("enable.auto.commit", "true")).build())
                .withMessageStartingWith("enable.auto.commit must not be true");
    }

    @Test
    void aGroupIsNeeded() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder(Map.of("group.id", " ")).build())
                .withMessageStartingWith("group.id is missing");
    }

    @Test
    void whatKafkaCannotReadIsSaidInItsWords() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder(Map.of("max.poll.records", "many")).build())
                .withMessageContaining("max.poll.records");
    }

    @Test
    void aPollMustFitIntoTheBuffer() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder(Map.of("max.poll.records", "200"))
                        .maxBufferedRecords(100)
                        .build())
                .withMessage("maxBufferedRecords must be at least max.poll.records (200), but is 100");
    }

    @Test
    void aConsumerThatWasClosedCannotBeStarted() {
        KeyedConsumer<String, String> consumer = builder(Map.of()).build();
        consumer.close();

        assertThatIllegalStateException().isThrownBy(consumer::start);
    }

    @Test
    void closingWhatWasNeverStartedClosesTheDeadLettersOnce() {
        AtomicInteger closings = new AtomicInteger();
        DeadLetters deadLetters = new DeadLetters() {
            @Override
            public void send(DeadLetter letter) {}

            @Override
            public void close() {
                closings.incrementAndGet();
            }
        };
        KeyedConsumer<String, String> consumer =
                builder(Map.of()).deadLetters(deadLetters).build();
        consumer.close();

        consumer.close();

        assertThat(closings).hasValue(1);
        assertThat(consumer.view().state()).isEqualTo(State.CLOSED);
    }

    @Test
    void beforeTheStartThereIsAViewToo() {
        KeyedConsumer<String, String> consumer = builder(Map.of()).build();

        ConsumerView view = consumer.view();

        assertThat(view.state()).isEqualTo(State.NEW);
        assertThat(view.partitions()).isEmpty();
    }

    private static KeyedConsumerBuilder<String, String> builder(Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(Map.of("bootstrap.servers", "127.0.0.1:1", "group.id", "billing"));
        config.putAll(more);
        return KeyedConsumer.builder(config, new StringDeserializer(), new StringDeserializer())
                .topics("orders")
                .handler(record -> {});
    }
}
