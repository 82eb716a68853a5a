package dev.rota.analytics.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    private static final Instant TIME = Instant.parse("2026-03-01T08:00:00Z");

    @Test
    void itsBytesSayWhatItIs() {
        Deadline deadline = new Deadline(TIME, "order-ü");

        Bytes bytes = deadline.toBytes();

        assertThat(Deadline.of(bytes)).isEqualTo(deadline);
    }

    @Test
    void theirOrderIsThatOfTheTimes() {
        List<Deadline> inOrder = List.of(
                new Deadline(Instant.EPOCH, "z"),
                new Deadline(Instant.ofEpochMilli(0xff), "y"),
                new Deadline(Instant.ofEpochMilli(0x100), "x"),
                new Deadline(TIME, "a"),
                new Deadline(TIME, "b"),
                new Deadline(TIME.plusMillis(1), "a"));

        List<Bytes> sorted =
                inOrder.reversed().stream().map(Deadline::toBytes).sorted().toList();

        assertThat(sorted).extracting(Deadline::of).isEqualTo(inOrder);
    }

    @Test
    void aTimeIsBehindAllThatAreBeforeIt() {
        Bytes time = Deadline.before(TIME);

        assertThat(time)
                .isGreaterThan(new Deadline(TIME.minusMillis(1), "zzz").toBytes())
                .isLessThan(new Deadline(TIME, "a").toBytes());
    }
}
