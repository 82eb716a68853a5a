package dev.rota.analytics;

import dev.rota.contracts.AnomalyKind;
import dev.rota.contracts.BillingDiscrepancy;
import dev.rota.contracts.CustomerRevenue;
import dev.rota.contracts.DiscrepancyKind;
import dev.rota.contracts.OrderAnomaly;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.RevenuePerMinute;
import dev.rota.contracts.VehicleAlert;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the input comes to, whoever counted it.
 *
 * @param revenues of each customer, after each event that changed it
 * @param illegalSteps of each order
 * @param stuck orders that did not go on in time, each once for each time
 * @param minutes what was said of each; once
 * @param late the ids of steps that came too late for their minute
 * @param alerts of each vehicle
 * @param discrepancies of each order
 * @param letters records that cannot be used, in the order of topic, partition and offset
 */
record Results(
        Map<String, List<CustomerRevenue>> revenues,
        Map<String, List<IllegalStep>> illegalSteps,
        List<Stuck> stuck,
        Map<Minute, List<Sum>> minutes,
        List<String> late,
        Map<String, List<Alert>> alerts,
        Map<String, List<Discrepancy>> discrepancies,
        List<Letter> letters) {

    /** An order does what it may not. */
    record IllegalStep(
            String orderId,
            String customerId,
            @Nullable String state,
            @Nullable String reported,
            @Nullable String sourceEventId,
            Instant occurredAt) {

        static IllegalStep of(OrderAnomaly anomaly) {
            return new IllegalStep(
                    anomaly.getOrderId(),
                    anomaly.getCustomerId(),
                    anomaly.getState(),
                    anomaly.getReported(),
                    anomaly.getSourceEventId(),
                    anomaly.getOccurredAt());
        }
    }

    /** An order does not do what it should. */
    record Stuck(String orderId, String customerId, String state, Instant due) implements Comparable<Stuck> {

        static Stuck of(OrderAnomaly anomaly) {
            return new Stuck(
                    anomaly.getOrderId(),
                    anomaly.getCustomerId(),
                    Objects.requireNonNull(anomaly.getState()),
                    anomaly.getOccurredAt());
        }

        @Override
        public int compareTo(Stuck other) {
            return toString().compareTo(other.toString());
        }
    }

    /** A minute of one type and currency. */
    record Minute(Instant start, String type, String currency) implements Comparable<Minute> {

        static Minute of(OrderEvent event) {
            return new Minute(
                    event.getOccurredAt().truncatedTo(ChronoUnit.MINUTES),
                    event.getType().name(),
                    event.getCurrency());
        }

        @Override
        public int compareTo(Minute other) {
            return toString().compareTo(other.toString());
        }
    }

    /** What orders come to. */
    record Sum(BigDecimal revenue, int orders) {

        static Sum of(OrderEvent event) {
            return new Sum(event.getAmount(), 1);
        }

        Sum plus(Sum other) {
            return new Sum(revenue.add(other.revenue), orders + other.orders);
        }
    }

    /** An ambulance is too fast. */
    record Alert(String vehicleId, int readings, double speedKmph, Instant since, Instant occurredAt) {

        static Alert of(VehicleAlert alert) {
            return new Alert(
                    alert.getVehicleId(),
                    alert.getReadings(),
                    alert.getSpeedKmph(),
                    alert.getSince(),
                    alert.getOccurredAt());
        }
    }

    /** An order and its invoices do not agree. */
    record Discrepancy(
            DiscrepancyKind kind,
            String orderId,
            String customerId,
            List<String> invoiceIds,
            BigDecimal amount,
            String currency,
            Instant confirmedAt,
            Instant deadline) {

        static Discrepancy of(BillingDiscrepancy discrepancy) {
            return new Discrepancy(
                    discrepancy.getKind(),
                    discrepancy.getOrderId(),
                    discrepancy.getCustomerId(),
                    discrepancy.getInvoiceIds(),
                    discrepancy.getAmount(),
                    discrepancy.getCurrency(),
                    discrepancy.getConfirmedAt(),
                    discrepancy.getDeadline());
        }
    }

    /** A record that cannot be used, key and value in hexadecimal digits. */
    record Letter(String topic, int partition, long offset, String key, String value) implements Comparable<Letter> {

        static Letter of(ConsumerRecord<byte[], byte[]> unusable) {
            return new Letter(
                    unusable.topic(),
                    unusable.partition(),
                    unusable.offset(),
                    hex(unusable.key()),
                    hex(unusable.value()));
        }

        private static Letter said(ConsumerRecord<byte[], byte[]> letter) {
            return new Letter(
                    Outputs.header(letter, "__streams.errors.topic"),
                    Integer.parseInt(Outputs.header(letter, "__streams.errors.partition")),
                    Long.parseLong(Outputs.header(letter, "__streams.errors.offset")),
                    hex(letter.key()),
                    hex(letter.value()));
        }

        private static String hex(byte @Nullable [] bytes) {
            return bytes == null ? "none" : HexFormat.of().formatHex(bytes);
        }

        @Override
        public int compareTo(Letter other) {
            return toString().compareTo(other.toString());
        }
    }

    /** What the service has said and committed. */
    static Results said(Outputs outputs) {
        Map<Minute, List<Sum>> minutes = new TreeMap<>();
        for (RevenuePerMinute said : outputs.values("revenue-per-minute", RevenuePerMinute.class)) {
            minutes.computeIfAbsent(
                            new Minute(said.getStart(), said.getType(), said.getCurrency()), _ -> new ArrayList<>())
                    .add(new Sum(said.getRevenue(), said.getOrders()));
        }
        return new Results(
                grouped(outputs.values("customer-revenue", CustomerRevenue.class), CustomerRevenue::getCustomerId),
                grouped(
                        outputs.values("order-anomalies", OrderAnomaly.class).stream()
                                .filter(anomaly -> anomaly.getKind() == AnomalyKind.ILLEGAL_TRANSITION)
                                .map(IllegalStep::of)
                                .toList(),
                        IllegalStep::orderId),
                outputs.values("order-anomalies", OrderAnomaly.class).stream()
                        .filter(anomaly -> anomaly.getKind() == AnomalyKind.STUCK)
                        .map(Stuck::of)
                        .sorted()
                        .toList(),
                minutes,
                outputs.values("late-order-events", OrderEvent.class).stream()
                        .map(OrderEvent::getEventId)
                        .sorted()
                        .toList(),
                grouped(
                        outputs.values("vehicle-alerts", VehicleAlert.class).stream()
                                .map(Alert::of)
                                .toList(),
                        Alert::vehicleId),
                grouped(
                        outputs.values("billing-discrepancies", BillingDiscrepancy.class).stream()
                                .map(Discrepancy::of)
                                .toList(),
                        Discrepancy::orderId),
                outputs.records("order-analytics.dead-letters").stream()
                        .map(Letter::said)
                        .sorted()
                        .toList());
    }

    static <T> Map<String, List<T>> grouped(List<T> all, Function<T, String> key) {
        Map<String, List<T>> grouped = new TreeMap<>();
        all.forEach(one ->
                grouped.computeIfAbsent(key.apply(one), _ -> new ArrayList<>()).add(one));
        return grouped;
    }
}
