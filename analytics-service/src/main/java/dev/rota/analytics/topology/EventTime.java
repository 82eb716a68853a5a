package dev.rota.analytics.topology;

import dev.rota.contracts.InvoiceIssued;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.VehicleTelemetry;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * When an event occurred, as it says itself, and no later than its record says that it was written: one time far ahead would otherwise make
 * everything else late, and brokers refuse records that were written an hour from now. An event that says nothing usable occurred when it was
 * written. What is no event does not move time.
 */
final class EventTime implements TimestampExtractor {

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        long written = Math.max(0, record.timestamp());
        Instant occurred = switch (record.value()) {
            case OrderEvent order -> order.getOccurredAt();
            case InvoiceIssued invoice -> invoice.getIssuedAt();
            case VehicleTelemetry reading -> reading.getOccurredAt();
            case null, default -> Instant.ofEpochMilli(partitionTime < 0 ? written : Math.min(partitionTime, written));
        };
        return occurred.isBefore(Instant.EPOCH) || occurred.isAfter(Instant.ofEpochMilli(written))
                ? written
                : occurred.toEpochMilli();
    }
}
