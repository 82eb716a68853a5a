package dev.rota.analytics.revenue;

import dev.rota.analytics.state.ConfirmedOrder;
import dev.rota.contracts.CurrencyTotal;
import dev.rota.contracts.CustomerRevenue;
import dev.rota.contracts.OrderEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Counts a confirmed order once, and takes it back when it is cancelled before it is on its way. An order that is cancelled and was never
 * confirmed never counted. Each customer's events come in their order. Runs on its task's thread.
 */
final class RevenueProcessor implements Processor<String, OrderEvent, String, CustomerRevenue> {

    private static final Duration CLEAN_UP = Duration.ofHours(1);
    private static final byte[] HERE = {};

    private final Duration memory;

    private ProcessorContext<String, CustomerRevenue> context;
    private KeyValueStore<String, ConfirmedOrder> orders;
    private KeyValueStore<String, CustomerRevenue> revenues;
    private KeyValueStore<Bytes, byte[]> ranking;

    @SuppressWarnings("NullAway.Init") // Kafka Streams gives them in init.
    RevenueProcessor(Duration memory) {
        this.memory = memory;
    }

    @Override
    public void init(ProcessorContext<String, CustomerRevenue> its) {
        context = its;
        orders = its.getStateStore(RevenueStream.ORDERS);
        revenues = its.getStateStore(RevenueStream.REVENUE);
        ranking = its.getStateStore(RevenueStream.RANKING);
        its.schedule(CLEAN_UP, PunctuationType.STREAM_TIME, this::forgetOrders);
    }

    @Override
    public void process(Record<String, OrderEvent> record) {
        OrderEvent event = record.value();
        @Nullable ConfirmedOrder known = orders.get(event.getOrderId());
        switch (event.getType()) {
            case CONFIRMED -> {
                if (known == null) {
                    remember(
                            event.getOrderId(),
                            ConfirmedOrder.newBuilder()
                                    .setCustomerId(event.getCustomerId())
                                    .setAmount(event.getAmount())
                                    .setCurrency(event.getCurrency())
                                    .setMayBeCancelled(true)
                                    .setTouchedAt(now())
                                    .build());
                    change(record, event.getCurrency(), Totals.confirmed(event.getAmount()));
                }
            }
            case CANCELLED -> {
                if (known != null && known.getMayBeCancelled()) {
                    remember(event.getOrderId(), closed(known));
                    change(record, known.getCurrency(), Totals.cancelled(known.getAmount()));
                }
            }
            case SHIPPED, DELIVERED -> {
                if (known != null) {
                    remember(event.getOrderId(), closed(known));
                }
            }
            case CREATED, UNKNOWN -> {}
        }
    }

    private void remember(String orderId, ConfirmedOrder order) {
        orders.put(orderId, order);
    }

    private ConfirmedOrder closed(ConfirmedOrder order) {
        return ConfirmedOrder.newBuilder(order)
                .setMayBeCancelled(false)
                .setTouchedAt(now())
                .build();
    }

    private void change(Record<String, OrderEvent> record, String currency, UnaryOperator<CurrencyTotal> change) {
        OrderEvent event = record.value();
        @Nullable CustomerRevenue before = revenues.get(event.getCustomerId());
        List<CurrencyTotal> totals = before == null ? List.of() : before.getTotals();
        CurrencyTotal old = Totals.of(totals, currency);
        CurrencyTotal changed = change.apply(old);
        CustomerRevenue revenue = CustomerRevenue.newBuilder()
                .setEventId(event.getEventId())
                .setCustomerId(event.getCustomerId())
                .setTotals(Totals.with(totals, changed))
                .setAsOf(event.getOccurredAt())
                .build();
        revenues.put(event.getCustomerId(), revenue);
        ranking.delete(place(old, event.getCustomerId()));
        if (Totals.revenue(changed).signum() > 0) {
            ranking.put(place(changed, event.getCustomerId()), HERE);
        }
        context.forward(record.withKey(event.getCustomerId()).withValue(revenue));
    }

    private static Bytes place(CurrencyTotal total, String customerId) {
        return new RankKey(total.getCurrency(), Totals.revenue(total), customerId).toBytes();
    }

    /** What was not heard of for so long will not be cancelled any more. */
    private void forgetOrders(long now) {
        Instant until = Instant.ofEpochMilli(now).minus(memory);
        List<String> old = new ArrayList<>();
        try (KeyValueIterator<String, ConfirmedOrder> all = orders.all()) {
            while (all.hasNext()) {
                KeyValue<String, ConfirmedOrder> order = all.next();
                if (order.value.getTouchedAt().isBefore(until)) {
                    old.add(order.key);
                }
            }
        }
        old.forEach(orders::delete);
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentStreamTimeMs());
    }
}
