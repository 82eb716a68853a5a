package dev.rota.analytics.reconciliation;

import dev.rota.analytics.deadline.Deadline;
import dev.rota.analytics.deadline.DeadlineIndex;
import dev.rota.analytics.state.OrderBilling;
import dev.rota.analytics.topology.OrderOwner;
import dev.rota.analytics.topology.TopologySettings;
import dev.rota.contracts.BillingDiscrepancy;
import dev.rota.contracts.InvoiceIssued;
import dev.rota.contracts.InvoiceKind;
import dev.rota.contracts.InvoiceSource;
import dev.rota.contracts.OrderEvent;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is known of each order and its invoices, and says what does not agree. Time is the stream's; when no record has come for a while,
 * it is the clock's. Runs on its task's thread.
 */
final class ReconciliationProcessor implements Processor<String, SpecificRecord, String, BillingDiscrepancy> {

    private final Matching matching;
    private final long idleMillis;

    private ProcessorContext<String, BillingDiscrepancy> context;
    private KeyValueStore<String, OrderBilling> orders;
    private DeadlineIndex deadlines;
    private long heardAt;

    @SuppressWarnings("NullAway.Init") // Kafka Streams gives them in init.
    ReconciliationProcessor(TopologySettings settings) {
        matching = new Matching(settings.billedWithin(), settings.orderMemory());
        idleMillis = settings.idleAfter().toMillis();
    }

    @Override
    public void init(ProcessorContext<String, BillingDiscrepancy> its) {
        context = its;
        orders = its.getStateStore(ReconciliationStream.ORDERS);
        deadlines = new DeadlineIndex(its.getStateStore(ReconciliationStream.DEADLINES));
        heardAt = its.currentSystemTimeMs();
        its.schedule(DeadlineIndex.LOOK, PunctuationType.STREAM_TIME, this::look);
        its.schedule(DeadlineIndex.LOOK, PunctuationType.WALL_CLOCK_TIME, this::lookIfIdle);
    }

    @Override
    public void process(Record<String, SpecificRecord> record) {
        heardAt = context.currentSystemTimeMs();
        Instant now = Instant.ofEpochMilli(context.currentStreamTimeMs());
        switch (record.value()) {
            case OrderEvent event -> ordered(event, Instant.ofEpochMilli(record.timestamp()), now);
            case InvoiceIssued invoice -> invoiced(invoice, now);
            default -> throw new IllegalArgumentException("no order and no invoice: " + record.value());
        }
    }

    private void ordered(OrderEvent event, Instant occurredAt, Instant now) {
        switch (event.getType()) {
            case CONFIRMED ->
                step(
                        event.getOrderId(),
                        event.getCustomerId(),
                        order -> matching.confirmed(order, event.getAmount(), event.getCurrency(), occurredAt, now));
            case CANCELLED -> step(event.getOrderId(), event.getCustomerId(), order -> matching.cancelled(order, now));
            case CREATED, SHIPPED, DELIVERED, UNKNOWN -> {}
        }
    }

    private void invoiced(InvoiceIssued invoice, Instant now) {
        if (invoice.getSource() == InvoiceSource.ORDER && invoice.getKind() == InvoiceKind.INVOICE) {
            step(
                    invoice.getReference(),
                    invoice.getDebtorId(),
                    order -> matching.billed(order, invoice.getInvoiceId(), now));
        }
    }

    private void step(String orderId, String customerId, Step step) {
        @Nullable OrderBilling known = orders.get(orderId);
        OrderBilling before = known == null ? Matching.unheardOf(orderId, customerId) : known;
        OrderOwner.require(orderId, before.getCustomerId(), customerId);
        Matching.Outcome outcome = step.apply(before);
        // The order first: what cannot be written leaves its deadline where it is.
        orders.put(orderId, outcome.order());
        deadlines.move(known == null ? null : deadline(known), deadline(outcome.order()));
        say(outcome);
    }

    private void lookIfIdle(long clock) {
        if (clock - heardAt >= idleMillis) {
            look(Math.max(clock, context.currentStreamTimeMs()));
        }
    }

    private void look(long millis) {
        Instant now = Instant.ofEpochMilli(millis);
        for (Deadline due : deadlines.take(now, DeadlineIndex.AT_ONCE)) {
            @Nullable OrderBilling order = orders.get(due.orderId());
            if (order == null) {
                continue;
            }
            if (!Matching.dueAt(order).isBefore(now)) {
                deadlines.add(deadline(order));
                continue;
            }
            Matching.Outcome outcome = matching.passed(order, now);
            if (Matching.isForgotten(outcome.order(), now)) {
                orders.delete(due.orderId());
            } else {
                orders.put(due.orderId(), outcome.order());
                deadlines.add(deadline(outcome.order()));
            }
            say(outcome);
        }
    }

    /** A discrepancy is of its deadline, whenever somebody looks. */
    private void say(Matching.Outcome outcome) {
        for (BillingDiscrepancy discrepancy : outcome.said()) {
            context.forward(new Record<>(
                    discrepancy.getCustomerId(),
                    discrepancy,
                    discrepancy.getDeadline().toEpochMilli()));
        }
    }

    private static Deadline deadline(OrderBilling order) {
        return new Deadline(Matching.dueAt(order), order.getOrderId());
    }

    /** What becomes of an order. */
    private interface Step {
        Matching.Outcome apply(OrderBilling before);
    }
}
