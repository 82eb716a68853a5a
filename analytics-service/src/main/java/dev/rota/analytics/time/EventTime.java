package dev.rota.analytics.time;

import dev.rota.contracts.InvoiceIssued;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.VehicleTelemetry;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * When an event occurred, as it says itself, and no later than its record says that it was written: one time far ahead would otherwise make
 * everything else late, and brokers refuse records that were written an hour from now. An event that says nothing usable occurred when it was
 * written. What is no event does not move time.
 *
 * <p>When its record was written is told to nobody else, so a header of it says that on.
 */
public final class EventTime implements TimestampExtractor {

    /** When the record was written, in milliseconds since 1970: eight bytes, the most significant first. */
    private static final String WRITTEN = "rota.written";

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        long written = Math.max(0, record.timestamp());
        record.headers()
                .remove(WRITTEN)
                .add(WRITTEN, ByteBuffer.allocate(Long.BYTES).putLong(written).array());
        Object value = record.value() instanceof Attempt.Read<?>(Object read) ? read : record.value();
        Instant occurred = switch (value) {
            case OrderEvent order -> order.getOccurredAt();
            case InvoiceIssued invoice -> invoice.getIssuedAt();
            case VehicleTelemetry reading -> reading.getOccurredAt();
            case null, default -> Instant.ofEpochMilli(partitionTime < 0 ? written : Math.min(partitionTime, written));
        };
        return occurred.isBefore(Instant.EPOCH) || occurred.isAfter(Instant.ofEpochMilli(written))
                ? written
                : occurred.toEpochMilli();
    }

    /**
     * Takes out when a record was written, in milliseconds since 1970.
     *
     * @param headers of a record whose time was found out here
     */
    public static long takeWritten(Headers headers) {
        long written = ByteBuffer.wrap(headers.lastHeader(WRITTEN).value()).getLong();
        headers.remove(WRITTEN);
        return written;
    }
}
