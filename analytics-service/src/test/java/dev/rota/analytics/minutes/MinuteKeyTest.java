package dev.rota.analytics.minutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class MinuteKeyTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String EUR = "CONFIRMED-EUR";

    @Test
    void isReadAsItWasWritten() {
        MinuteKey key = new MinuteKey(NOON, EUR);

        assertThat(MinuteKey.of(key.toBytes())).isEqualTo(key);
    }

    @Test
    void bytesAreInTheOrderOfTimeAndThenOfNames() {
        List<MinuteKey> inOrder = List.of(
                new MinuteKey(Instant.EPOCH, "SHIPPED-USD"),
                new MinuteKey(Instant.ofEpochMilli(60_000), EUR),
                new MinuteKey(NOON, "CANCELLED-USD"),
                new MinuteKey(NOON, EUR),
                new MinuteKey(NOON.plus(Duration.ofMinutes(1)), "CANCELLED-EUR"));

        List<Bytes> bytes = inOrder.stream().map(MinuteKey::toBytes).sorted().toList();

        assertThat(bytes.stream().map(MinuteKey::of)).containsExactlyElementsOf(inOrder);
    }

    @Test
    void aBoundIsBetweenWhatBeginsEarlierAndWhatDoesNot() {
        Bytes before = new MinuteKey(NOON.minus(Duration.ofMinutes(1)), "SHIPPED-USD").toBytes();
        Bytes after = new MinuteKey(NOON, "CANCELLED-EUR").toBytes();
        List<Bytes> keys = Arrays.asList(after, MinuteKey.from(NOON), before);

        Collections.sort(keys);

        assertThat(keys).containsExactly(before, MinuteKey.from(NOON), after);
    }

    @Test
    void aMinuteHoldsItsBeginningAndNotItsEnd() {
        MinuteKey first = MinuteKey.at(NOON, EUR);
        MinuteKey last = MinuteKey.at(NOON.plusMillis(59_999), EUR);
        MinuteKey next = MinuteKey.at(NOON.plusMillis(60_000), EUR);

        assertThat(last).isEqualTo(first);
        assertThat(next.start()).isEqualTo(first.end());
    }

    @Test
    void knowsTheTypeAndTheCurrency() {
        MinuteKey key = new MinuteKey(NOON, "CONFIRMED-X-Y");

        assertThat(key.type()).isEqualTo("CONFIRMED");
        assertThat(key.currency()).isEqualTo("X-Y");
    }
}
