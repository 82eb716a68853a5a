package dev.rota.analytics.topology;

import dev.rota.analytics.lifecycle.LifecycleStream;
import dev.rota.analytics.minutes.MinuteStream;
import dev.rota.analytics.reconciliation.ReconciliationStream;
import dev.rota.analytics.revenue.RevenueStream;
import dev.rota.analytics.time.Attempt;
import dev.rota.analytics.time.EventTime;
import dev.rota.analytics.time.SourceClock;
import dev.rota.analytics.vehicles.VehicleStream;
import dev.rota.contracts.InvoiceIssued;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.VehicleTelemetry;
import java.util.Currency;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;

/**
 * The topology of all analyses that are wanted. Every step, store and repartition topic has a name, so that what is added later leaves the state of the others where it
 * is.
 */
public final class AnalyticsTopology {

    /** Input: each step in the life of an order, by customer. */
    public static final String ORDERS = "order-events";

    /** Input: what billing has asked for, by customer or patient. */
    public static final String INVOICES = "invoices";

    /** Input: readings of ambulances, by vehicle. */
    public static final String TELEMETRY = "vehicle.telemetry";

    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    private AnalyticsTopology() {}

    /** Builds it. Pure: the same settings give the same topology. */
    public static Topology build(TopologySettings settings, EventSerdes serdes) {
        return build(new StreamsBuilder(), settings, serdes);
    }

    /**
     * Builds it with a builder that has settings of its own, for instance what to wrap processors in.
     *
     * @param builder nothing was added to it
     */
    public static Topology build(StreamsBuilder builder, TopologySettings settings, EventSerdes serdes) {
        Set<Analysis> wanted = settings.analyses();
        Optional<KStream<String, OrderEvent>> orders = wanted.stream().anyMatch(Analysis::isOfOrders)
                ? Optional.of(Deduplication.of(
                        read(builder, ORDERS, OrderEvent.class, serdes),
                        ORDERS,
                        settings.dedupWindow(),
                        OrderEvent::getEventId,
                        OrderEvent::getCustomerId,
                        AnalyticsTopology::requireCurrency))
                : Optional.empty();
        Optional<KStream<String, InvoiceIssued>> invoices = wanted.contains(Analysis.RECONCILIATION)
                ? Optional.of(Deduplication.of(
                        read(builder, INVOICES, InvoiceIssued.class, serdes),
                        INVOICES,
                        settings.dedupWindow(),
                        InvoiceIssued::getEventId,
                        InvoiceIssued::getDebtorId,
                        _ -> {}))
                : Optional.empty();
        Optional<KStream<String, VehicleTelemetry>> readings = wanted.contains(Analysis.VEHICLES)
                ? Optional.of(Deduplication.of(
                        read(builder, TELEMETRY, VehicleTelemetry.class, serdes),
                        TELEMETRY,
                        settings.dedupWindow(),
                        VehicleTelemetry::getEventId,
                        VehicleTelemetry::getVehicleId,
                        _ -> {}))
                : Optional.empty();
        orders.ifPresent(stream -> analyse(stream, serdes, settings));
        invoices.ifPresent(stream -> ReconciliationStream.add(orders.orElseThrow(), stream, serdes, settings));
        readings.ifPresent(stream -> VehicleStream.add(stream, serdes, settings));
        // What is added later goes to the end: the parts before it keep their numbers, and the folders of their stores.
        return builder.build();
    }

    /** By orders alone. */
    private static void analyse(KStream<String, OrderEvent> orders, EventSerdes serdes, TopologySettings settings) {
        Set<Analysis> wanted = settings.analyses();
        if (wanted.contains(Analysis.REVENUE)) {
            RevenueStream.add(orders, serdes, settings.orderMemory());
        }
        if (wanted.contains(Analysis.LIFECYCLE) || wanted.contains(Analysis.MINUTES)) {
            KStream<String, OrderEvent> timed = SourceClock.of(orders, ORDERS + "-time", settings.idleAfter());
            if (wanted.contains(Analysis.LIFECYCLE)) {
                LifecycleStream.add(timed, serdes, settings);
            }
            if (wanted.contains(Analysis.MINUTES)) {
                MinuteStream.add(timed, serdes, settings);
            }
        }
    }

    /** Invented ones would make a customer's totals longer than a record may be. */
    private static void requireCurrency(OrderEvent order) {
        if (!CURRENCIES.contains(order.getCurrency())) {
            throw new UnusableEventException("there is no currency " + order.getCurrency());
        }
    }

    private static <V extends SpecificRecord> KStream<String, Attempt<V>> read(
            StreamsBuilder builder, String topic, Class<V> type, EventSerdes serdes) {
        return builder.stream(
                topic,
                Consumed.with(Serdes.String(), Attempt.serde(serdes.of(type)))
                        .withTimestampExtractor(new EventTime())
                        .withName(topic + "-in"));
    }
}
