package dev.rota.analytics.topology;

import dev.rota.analytics.lifecycle.LifecycleStream;
import dev.rota.analytics.minutes.MinuteStream;
import dev.rota.analytics.reconciliation.ReconciliationStream;
import dev.rota.analytics.revenue.RevenueStream;
import dev.rota.analytics.time.EventTime;
import dev.rota.analytics.time.SourceClock;
import dev.rota.analytics.vehicles.VehicleStream;
import dev.rota.contracts.InvoiceIssued;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.VehicleTelemetry;
import java.util.Currency;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;

/**
 * The whole topology. Every step, store and repartition topic has a name, so that what is added later leaves the state of the others where it
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
        KStream<String, OrderEvent> orders = Deduplication.of(
                read(builder, ORDERS, OrderEvent.class, serdes),
                ORDERS,
                settings.dedupWindow(),
                OrderEvent::getEventId,
                OrderEvent::getCustomerId,
                AnalyticsTopology::requireCurrency);
        KStream<String, InvoiceIssued> invoices = Deduplication.of(
                read(builder, INVOICES, InvoiceIssued.class, serdes),
                INVOICES,
                settings.dedupWindow(),
                InvoiceIssued::getEventId,
                InvoiceIssued::getDebtorId,
                _ -> {});
        KStream<String, VehicleTelemetry> readings = Deduplication.of(
                read(builder, TELEMETRY, VehicleTelemetry.class, serdes),
                TELEMETRY,
                settings.dedupWindow(),
                VehicleTelemetry::getEventId,
                VehicleTelemetry::getVehicleId,
                _ -> {});
        RevenueStream.add(orders, serdes, settings.orderMemory());
        KStream<String, OrderEvent> timedOrders = SourceClock.of(orders, ORDERS + "-time", settings.idleAfter());
        LifecycleStream.add(timedOrders, serdes, settings);
        MinuteStream.add(timedOrders, serdes, settings);
        ReconciliationStream.add(orders, invoices, serdes, settings);
        VehicleStream.add(readings, serdes, settings);
        // What is added later goes to the end: the parts before it keep their numbers, and the folders of their stores.
        return builder.build();
    }

    /** Invented ones would make a customer's totals longer than a record may be. */
    private static void requireCurrency(OrderEvent order) {
        if (!CURRENCIES.contains(order.getCurrency())) {
            throw new UnusableEventException("there is no currency " + order.getCurrency());
        }
    }

    private static <V extends SpecificRecord> KStream<String, V> read(
            StreamsBuilder builder, String topic, Class<V> type, EventSerdes serdes) {
        return builder.stream(
                topic,
                Consumed.with(Serdes.String(), serdes.of(type))
                        .withTimestampExtractor(new EventTime())
                        .withName(topic + "-in"));
    }
}
