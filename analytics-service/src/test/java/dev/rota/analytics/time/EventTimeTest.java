package dev.rota.analytics.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.contracts.InvoiceIssued;
import dev.rota.contracts.InvoiceKind;
import dev.rota.contracts.InvoiceSource;
import dev.rota.contracts.InvoiceState;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.contracts.VehicleTelemetry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventTimeTest {

    private static final Instant WRITTEN = Instant.parse("2026-03-01T08:00:00Z");
    private static final Instant EARLIER = WRITTEN.minus(Duration.ofDays(3));

    @Test
    void anOrderIsOfWhenItsStepHappened() {
        long time = timeOf(order(EARLIER), WRITTEN.toEpochMilli());

        assertThat(time).isEqualTo(EARLIER.toEpochMilli());
    }

    @Test
    void anInvoiceIsOfWhenItWasIssued() {
        InvoiceIssued invoice = new InvoiceIssued(
                "e-1",
                "i-1",
                "e-0",
                InvoiceSource.ORDER,
                InvoiceKind.INVOICE,
                InvoiceState.PAID,
                "c-1",
                "o-1",
                new BigDecimal("1.0000"),
                "EUR",
                EARLIER);

        long time = timeOf(invoice, WRITTEN.toEpochMilli());

        assertThat(time).isEqualTo(EARLIER.toEpochMilli());
    }

    @Test
    void aReadingIsOfWhenItWasTaken() {
        VehicleTelemetry reading = new VehicleTelemetry("e-1", "v-1", 50.0, 52.5, 13.4, EARLIER);

        long time = timeOf(reading, WRITTEN.toEpochMilli());

        assertThat(time).isEqualTo(EARLIER.toEpochMilli());
    }

    @Test
    void whatSaysItIsYetToComeIsOfWhenItWasWritten() {
        long time = timeOf(order(WRITTEN.plusMillis(1)), WRITTEN.toEpochMilli());

        assertThat(time).isEqualTo(WRITTEN.toEpochMilli());
    }

    @Test
    void aTimeBefore1970IsNone() {
        long time = timeOf(order(Instant.EPOCH.minusMillis(1)), WRITTEN.toEpochMilli());

        assertThat(time).isEqualTo(WRITTEN.toEpochMilli());
    }

    @Test
    void aRecordWithoutAValueDoesNotMoveTime() {
        ConsumerRecord<Object, Object> record = record(null, WRITTEN.toEpochMilli());

        long time = new EventTime().extract(record, EARLIER.toEpochMilli());

        assertThat(time).isEqualTo(EARLIER.toEpochMilli());
    }

    @Test
    void aRecordWithoutAValueIsOfWhenItWasWrittenIfThereWasNothingBefore() {
        long time = timeOf(null, WRITTEN.toEpochMilli());

        assertThat(time).isEqualTo(WRITTEN.toEpochMilli());
    }

    @Test
    void aRecordWithoutATimestampIsNotRefused() {
        long time = timeOf(null, ConsumerRecord.NO_TIMESTAMP);

        assertThat(time).isZero();
    }

    private static OrderEvent order(Instant occurredAt) {
        return new OrderEvent(
                "e-1", "o-1", "c-1", OrderEventType.CONFIRMED, new BigDecimal("1.0000"), "EUR", occurredAt);
    }

    private static long timeOf(@Nullable Object value, long written) {
        return new EventTime().extract(record(value, written), -1);
    }

    private static ConsumerRecord<Object, Object> record(@Nullable Object value, long written) {
        return new ConsumerRecord<>(
                "topic",
                0,
                0,
                written,
                TimestampType.CREATE_TIME,
                0,
                0,
                "key",
                value,
                new RecordHeaders(),
                Optional.empty());
    }
}
