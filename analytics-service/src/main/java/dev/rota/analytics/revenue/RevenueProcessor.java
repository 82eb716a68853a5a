package dev.rota.analytics.revenue;

import dev.rota.analytics.deadline.Deadline;
import dev.rota.analytics.deadline.DeadlineIndex;
import dev.rota.analytics.deadline.DeadlineWatch;
import dev.rota.analytics.state.ConfirmedOrder;
import dev.rota.analytics.topology.OrderOwner;
import dev.rota.contracts.CurrencyTotal;
import dev.rota.contracts.CustomerRevenue;
import dev.rota.contracts.OrderEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Counts a confirmed order once, and takes it back when it is cancelled before it is on its way. One that is cancelled before it is confirmed
 * never counts. Each customer's events come in their order. Runs on its task's thread.
 */
final class RevenueProcessor implements Processor<String, OrderEvent, String, CustomerRevenue> {

    private static final byte[] HERE = {};

    private final Duration memory;

    private ProcessorContext<String, CustomerRevenue> context;
    private KeyValueStore<String, ConfirmedOrder> orders;
    private DeadlineIndex forgotten;
    private DeadlineWatch watch;
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
        forgotten = new DeadlineIndex(its.getStateStore(RevenueStream.FORGOTTEN));
        watch = new DeadlineWatch(forgotten, its, this::forget);
    }

    @Override
    public void close() {
        watch.close();
    }

    @Override
    public void process(Record<String, OrderEvent> record) {
        watch.timeIs(context.currentStreamTimeMs());
        OrderEvent event = record.value();
        @Nullable ConfirmedOrder known = orders.get(event.getOrderId());
        if (known != null) {
            OrderOwner.require(event.getOrderId(), known.getCustomerId(), event.getCustomerId());
            if (deadline(event.getOrderId(), known).at().isBefore(now())) {
                // It is forgotten by now, whether somebody has looked or not.
                orders.delete(event.getOrderId());
                known = null;
            }
        }
        switch (event.getType()) {
            case CONFIRMED -> {
                if (known == null) {
                    remember(event.getOrderId(), null, heardOf(event, true));
                    change(record, event.getCurrency(), Totals.confirmed(event.getAmount()));
                }
            }
            case CANCELLED -> {
                remember(event.getOrderId(), known, known == null ? heardOf(event, false) : closed(known));
                if (known != null && known.getMayBeCancelled()) {
                    change(record, known.getCurrency(), Totals.cancelled(known.getAmount()));
                }
            }
            case SHIPPED, DELIVERED -> {
                if (known != null) {
                    remember(event.getOrderId(), known, closed(known));
                }
            }
            case CREATED, UNKNOWN -> {}
        }
    }

    private void remember(String orderId, @Nullable ConfirmedOrder before, ConfirmedOrder after) {
        orders.put(orderId, after);
        forgotten.move(before == null ? null : deadline(orderId, before), deadline(orderId, after));
    }

    private ConfirmedOrder heardOf(OrderEvent event, boolean counts) {
        return ConfirmedOrder.newBuilder()
                .setCustomerId(event.getCustomerId())
                .setAmount(event.getAmount())
                .setCurrency(event.getCurrency())
                .setMayBeCancelled(counts)
                .setTouchedAt(now())
                .build();
    }

    private ConfirmedOrder closed(ConfirmedOrder order) {
        return ConfirmedOrder.newBuilder(order)
                .setMayBeCancelled(false)
                .setTouchedAt(now())
                .build();
    }

    private Deadline deadline(String orderId, ConfirmedOrder order) {
        return new Deadline(order.getTouchedAt().plus(memory), orderId);
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
        rank(place(old, event.getCustomerId()), place(changed, event.getCustomerId()), Totals.revenue(changed));
        context.forward(record.withKey(event.getCustomerId()).withValue(revenue));
    }

    private void rank(Bytes before, Bytes after, BigDecimal revenue) {
        // The new place first: whoever asks meanwhile finds one.
        if (revenue.signum() > 0) {
            ranking.put(after, HERE);
        }
        if (revenue.signum() <= 0 || !after.equals(before)) {
            ranking.delete(before);
        }
    }

    private static Bytes place(CurrencyTotal total, String customerId) {
        return new RankKey(total.getCurrency(), Totals.revenue(total), customerId).toBytes();
    }

    /** What was not heard of for so long will not be cancelled any more. */
    private void forget(Deadline due, Instant now) {
        @Nullable ConfirmedOrder order = orders.get(due.orderId());
        if (order != null && deadline(due.orderId(), order).at().isBefore(now)) {
            orders.delete(due.orderId());
        } else if (order != null) {
            // It was heard of again.
            forgotten.add(deadline(due.orderId(), order));
        }
    }

    private Instant now() {
        return Instant.ofEpochMilli(context.currentStreamTimeMs());
    }
}
