package dev.rota.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rota.analytics.Results.Alert;
import dev.rota.analytics.Results.Discrepancy;
import dev.rota.analytics.Results.IllegalStep;
import dev.rota.analytics.Results.Letter;
import dev.rota.analytics.Results.Minute;
import dev.rota.analytics.Results.Stuck;
import dev.rota.analytics.Results.Sum;
import dev.rota.contracts.CurrencyTotal;
import dev.rota.contracts.CustomerRevenue;
import dev.rota.contracts.DiscrepancyKind;
import dev.rota.contracts.InvoiceIssued;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.contracts.VehicleTelemetry;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Counts all over again what is committed in the input, partition by partition, in a plain way and from nothing that the service is made of.
 * The input must have come to its end: all partitions' last order events are of one time, later than all deadlines and minutes before it.
 */
final class Recount {

    static final Duration BILLED_WITHIN = Duration.ofMinutes(5);
    static final Duration GRACE = Duration.ofMinutes(2);
    static final Duration STUCK_AFTER = Duration.ofSeconds(6);
    static final double LIMIT_KMPH = 120;
    static final int TOO_FAST_READINGS = 3;
    static final Duration AVERAGE_OVER = Duration.ofMinutes(5);

    private static final BigDecimal NOTHING = BigDecimal.ZERO.setScale(4);

    private final Outputs topics;
    private final Instant end;

    private final List<Read<OrderEvent>> steps;
    private final Map<String, Map<String, CurrencyTotal>> totals = new HashMap<>();
    private final Map<String, OrderEvent> counted = new HashMap<>();
    private final Set<String> onTheirWay = new HashSet<>();
    private final List<CustomerRevenue> revenues = new ArrayList<>();
    private final Map<String, List<Step>> orders = new TreeMap<>();
    private final List<IllegalStep> illegalSteps = new ArrayList<>();
    private final Map<Integer, Instant> times = new HashMap<>();
    private final Map<String, Stuck> waiting = new TreeMap<>();
    private final List<Stuck> stuck = new ArrayList<>();
    private final Map<String, OrderEvent> confirmations = new TreeMap<>();
    private final Set<String> cancelled = new HashSet<>();
    private final Map<String, Set<String>> invoicesInTime = new HashMap<>();
    private final Map<String, Set<String>> invoicesTooLate = new HashMap<>();
    private final Map<String, Vehicle> vehicles = new TreeMap<>();
    private final List<Alert> alerts = new ArrayList<>();
    private final List<Letter> letters = new ArrayList<>();

    /** An event, where it was read, and when it occurred: no later than it was written. */
    private record Read<T>(T event, int partition, Instant at) {}

    /** A legal step of an order. */
    record Step(String state, Instant at) {}

    /**
     * Counts.
     *
     * @param topics all of them, as they are committed
     * @param end of the input: what was not billed before is billed late
     */
    Recount(Outputs topics, Instant end) {
        this.topics = topics;
        this.end = end;
        steps = read(
                "order-events",
                OrderEvent.class,
                OrderEvent::getEventId,
                OrderEvent::getCustomerId,
                OrderEvent::getOccurredAt,
                _ -> true);
        for (Read<OrderEvent> step : steps) {
            countRevenue(step.event());
            follow(step);
            await(step.event());
        }
        // All partitions have come to the end.
        List.copyOf(waiting.values()).forEach(order -> stuckBy(end, order));
        for (Read<InvoiceIssued> read : read(
                "invoices",
                InvoiceIssued.class,
                InvoiceIssued::getEventId,
                InvoiceIssued::getDebtorId,
                InvoiceIssued::getIssuedAt,
                _ -> true)) {
            InvoiceIssued invoice = read.event();
            Map<String, Set<String>> invoices = invoice.getIssuedAt().isBefore(end) ? invoicesInTime : invoicesTooLate;
            invoices.computeIfAbsent(invoice.getReference(), _ -> new LinkedHashSet<>())
                    .add(invoice.getInvoiceId());
        }
        for (Read<VehicleTelemetry> reading : read(
                "vehicle.telemetry",
                VehicleTelemetry.class,
                VehicleTelemetry::getEventId,
                VehicleTelemetry::getVehicleId,
                VehicleTelemetry::getOccurredAt,
                one -> one.getSpeedKmph() >= 0)) {
            vehicles.computeIfAbsent(reading.event().getVehicleId(), Vehicle::new)
                    .take(reading.event(), alerts);
        }
    }

    /** What the service has to have said. */
    Results results() {
        Map<String, List<Discrepancy>> discrepancies = new TreeMap<>();
        confirmations.forEach((orderId, confirmed) -> {
            List<Discrepancy> ofOrder = discrepancies(confirmed);
            if (!ofOrder.isEmpty()) {
                discrepancies.put(orderId, ofOrder);
            }
        });
        Set<String> late = late();
        return new Results(
                Results.grouped(revenues, CustomerRevenue::getCustomerId),
                Results.grouped(illegalSteps, IllegalStep::orderId),
                stuck.stream().sorted().toList(),
                saidBut(late),
                late.stream().sorted().toList(),
                Results.grouped(alerts, Alert::vehicleId),
                discrepancies,
                letters.stream().sorted().toList());
    }

    /** Where each order stands, and how it came there. */
    Map<String, List<Step>> orders() {
        return orders;
    }

    /** What is known of each vehicle. */
    Map<String, Vehicle> vehicles() {
        return vehicles;
    }

    /** Each event once, in the order of its partition. Whatever is not of its topic is a letter. */
    private <T extends SpecificRecord> List<Read<T>> read(
            String topic,
            Class<T> type,
            Function<T, String> eventId,
            Function<T, String> owner,
            Function<T, Instant> at,
            Predicate<T> usable) {
        Set<String> seen = new HashSet<>();
        List<Read<T>> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : topics.records(topic)) {
            String key = record.key() == null ? "" : new String(record.key(), UTF_8);
            topics.value(record, type)
                    .filter(event -> owner.apply(event).equals(key) && usable.test(event))
                    .ifPresentOrElse(
                            event -> {
                                if (seen.add(eventId.apply(event))) {
                                    Instant written = Instant.ofEpochMilli(record.timestamp());
                                    Instant occurred = at.apply(event);
                                    events.add(new Read<>(
                                            event,
                                            record.partition(),
                                            occurred.isBefore(written) ? occurred : written));
                                }
                            },
                            () -> letters.add(Letter.of(record)));
        }
        return events;
    }

    /** A confirmed order counts once; one that is cancelled before it is on its way counts no longer. */
    private void countRevenue(OrderEvent event) {
        String orderId = event.getOrderId();
        switch (event.getType()) {
            case CONFIRMED -> {
                if (!onTheirWay.contains(orderId) && counted.putIfAbsent(orderId, event) == null) {
                    CurrencyTotal one = new CurrencyTotal(event.getCurrency(), event.getAmount(), NOTHING, 1L, 0L);
                    changeRevenue(event, one);
                }
            }
            case CANCELLED -> {
                OrderEvent confirmed = counted.get(orderId);
                if (onTheirWay.add(orderId) && confirmed != null) {
                    CurrencyTotal one =
                            new CurrencyTotal(confirmed.getCurrency(), NOTHING, confirmed.getAmount(), 0L, 1L);
                    changeRevenue(event, one);
                }
            }
            case SHIPPED, DELIVERED -> {
                if (counted.containsKey(orderId)) {
                    onTheirWay.add(orderId);
                }
            }
            case CREATED, UNKNOWN -> {}
        }
    }

    private void changeRevenue(OrderEvent event, CurrencyTotal one) {
        Map<String, CurrencyTotal> ofCustomer = totals.computeIfAbsent(event.getCustomerId(), _ -> new TreeMap<>());
        ofCustomer.merge(one.getCurrency(), one, Recount::sum);
        revenues.add(CustomerRevenue.newBuilder()
                .setEventId(event.getEventId())
                .setCustomerId(event.getCustomerId())
                .setTotals(List.copyOf(ofCustomer.values()))
                .setAsOf(event.getOccurredAt())
                .build());
    }

    private static CurrencyTotal sum(CurrencyTotal one, CurrencyTotal other) {
        return new CurrencyTotal(
                one.getCurrency(),
                one.getConfirmed().add(other.getConfirmed()),
                one.getCancelled().add(other.getCancelled()),
                one.getConfirmedOrders() + other.getConfirmedOrders(),
                one.getCancelledOrders() + other.getCancelledOrders());
    }

    private static final Map<String, Set<OrderEventType>> MAY_FOLLOW = Map.of(
            "", Set.of(OrderEventType.CREATED),
            "CREATED", Set.of(OrderEventType.CONFIRMED, OrderEventType.CANCELLED),
            "CONFIRMED", Set.of(OrderEventType.SHIPPED, OrderEventType.CANCELLED),
            "SHIPPED", Set.of(OrderEventType.DELIVERED));

    private void follow(Read<OrderEvent> step) {
        OrderEvent event = step.event();
        Instant time = times.merge(step.partition(), step.at(), Recount::later);
        stuckBy(time, waiting.get(event.getOrderId()));
        List<Step> legal = orders.getOrDefault(event.getOrderId(), new ArrayList<>());
        @Nullable String state = legal.isEmpty() ? null : legal.getLast().state();
        if (MAY_FOLLOW.getOrDefault(state == null ? "" : state, Set.of()).contains(event.getType())) {
            legal.add(new Step(event.getType().name(), event.getOccurredAt()));
            orders.put(event.getOrderId(), legal);
            waitFor(event, time);
        } else {
            illegalSteps.add(new IllegalStep(
                    event.getOrderId(),
                    event.getCustomerId(),
                    state,
                    event.getType().name(),
                    event.getEventId(),
                    event.getOccurredAt()));
        }
    }

    /** An order waits from when its step was read, in its own partition's time; one at its end waits no more. */
    private void waitFor(OrderEvent step, Instant time) {
        String state = step.getType().name();
        if (MAY_FOLLOW.containsKey(state)) {
            waiting.put(
                    step.getOrderId(),
                    new Stuck(step.getOrderId(), step.getCustomerId(), state, time.plus(STUCK_AFTER)));
        } else {
            waiting.remove(step.getOrderId());
        }
    }

    private void stuckBy(Instant time, @Nullable Stuck order) {
        if (order != null && order.due().isBefore(time)) {
            waiting.remove(order.orderId());
            stuck.add(order);
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Ids of the steps that were read when their own partition had passed their minute and the grace. */
    private Set<String> late() {
        Set<String> late = new HashSet<>();
        Map<Integer, Instant> times = new HashMap<>();
        for (Read<OrderEvent> step : steps) {
            Instant time = times.merge(step.partition(), step.at(), Recount::later);
            if (!over(Minute.of(step.event())).isAfter(time)) {
                late.add(step.event().getEventId());
            }
        }
        return late;
    }

    /** What each minute comes to so far, be it said or not. */
    Map<Minute, Sum> minutes() {
        return minutesBut(late());
    }

    private Map<Minute, Sum> minutesBut(Set<String> late) {
        Map<Minute, Sum> inTime = new TreeMap<>();
        for (Read<OrderEvent> step : steps) {
            OrderEvent event = step.event();
            if (!late.contains(event.getEventId())) {
                inTime.merge(Minute.of(event), Sum.of(event), Sum::plus);
            }
        }
        return inTime;
    }

    private Map<Minute, List<Sum>> saidBut(Set<String> late) {
        Map<Minute, List<Sum>> said = new TreeMap<>();
        minutesBut(late).forEach((minute, sum) -> {
            if (isOver(minute)) {
                said.put(minute, List.of(sum));
            }
        });
        return said;
    }

    /** Whether it had to be said. */
    boolean isOver(Minute minute) {
        return !over(minute).isAfter(end);
    }

    private static Instant over(Minute minute) {
        return minute.start().plus(Duration.ofMinutes(1)).plus(GRACE);
    }

    private void await(OrderEvent event) {
        switch (event.getType()) {
            case CONFIRMED -> confirmations.putIfAbsent(event.getOrderId(), event);
            case CANCELLED -> cancelled.add(event.getOrderId());
            case CREATED, SHIPPED, DELIVERED, UNKNOWN -> {}
        }
    }

    private List<Discrepancy> discrepancies(OrderEvent confirmed) {
        if (!confirmed.getOccurredAt().isBefore(end)) {
            // Its deadline is still to come.
            return List.of();
        }
        List<String> invoices = new ArrayList<>(invoicesInTime.getOrDefault(confirmed.getOrderId(), Set.of()));
        List<Discrepancy> said = new ArrayList<>();
        boolean unbilled = invoices.isEmpty() && !cancelled.contains(confirmed.getOrderId());
        if (unbilled) {
            said.add(discrepancy(DiscrepancyKind.UNBILLED, confirmed, List.of()));
        }
        for (int further = 2; further <= invoices.size(); further++) {
            said.add(discrepancy(DiscrepancyKind.BILLED_TWICE, confirmed, invoices.subList(0, further)));
        }
        for (String tooLate : invoicesTooLate.getOrDefault(confirmed.getOrderId(), Set.of())) {
            invoices.add(tooLate);
            boolean first = invoices.size() == 1;
            if (unbilled || !first) {
                DiscrepancyKind kind = first ? DiscrepancyKind.BILLED_LATE : DiscrepancyKind.BILLED_TWICE;
                said.add(discrepancy(kind, confirmed, List.copyOf(invoices)));
            }
        }
        return said;
    }

    private static Discrepancy discrepancy(DiscrepancyKind kind, OrderEvent confirmed, List<String> invoices) {
        return new Discrepancy(
                kind,
                confirmed.getOrderId(),
                confirmed.getCustomerId(),
                List.copyOf(invoices),
                confirmed.getAmount(),
                confirmed.getCurrency(),
                confirmed.getOccurredAt(),
                confirmed.getOccurredAt().plus(BILLED_WITHIN));
    }

    /** An ambulance. */
    static final class Vehicle {

        private final String vehicleId;
        private final List<VehicleTelemetry> all = new ArrayList<>();
        private final List<VehicleTelemetry> tooFast = new ArrayList<>();
        private Instant latestAt = Instant.EPOCH;

        private Vehicle(String vehicleId) {
            this.vehicleId = vehicleId;
        }

        private void take(VehicleTelemetry reading, List<Alert> alerts) {
            all.add(reading);
            if (reading.getOccurredAt().isBefore(latestAt)) {
                return;
            }
            latestAt = reading.getOccurredAt();
            if (reading.getSpeedKmph() <= LIMIT_KMPH) {
                tooFast.clear();
                return;
            }
            tooFast.add(reading);
            if (tooFast.size() == TOO_FAST_READINGS) {
                double total = 0;
                for (VehicleTelemetry one : tooFast) {
                    total += one.getSpeedKmph();
                }
                alerts.add(new Alert(
                        vehicleId,
                        TOO_FAST_READINGS,
                        total / TOO_FAST_READINGS,
                        tooFast.getFirst().getOccurredAt(),
                        latestAt));
            }
        }

        Instant latestAt() {
            return latestAt;
        }

        /** How many readings in a row, up to the latest, are above the limit. */
        int tooFast() {
            return tooFast.size();
        }

        /** Over the last minutes. */
        double averageKmph() {
            return all.stream()
                    .filter(reading -> !reading.getOccurredAt().isBefore(latestAt.minus(AVERAGE_OVER)))
                    .mapToDouble(VehicleTelemetry::getSpeedKmph)
                    .average()
                    .orElseThrow();
        }
    }
}
