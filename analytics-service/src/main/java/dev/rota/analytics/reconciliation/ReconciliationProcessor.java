package dev.rota.analytics.reconciliation;

import dev.rota.analytics.deadline.Deadline;
import dev.rota.analytics.deadline.DeadlineIndex;
import dev.rota.analytics.deadline.DeadlineWatch;
import dev.rota.analytics.state.OrderBilling;
import dev.rota.analytics.time.Idleness;
import dev.rota.analytics.topology.OrderOwner;
import dev.rota.analytics.topology.TopologySettings;
import dev.rota.contracts.BillingDiscrepancy;
import dev.rota.contracts.InvoiceIssued;
import dev.rota.contracts.InvoiceKind;
import dev.rota.contracts.InvoiceSource;
import dev.rota.contracts.OrderEvent;
import java.time.Duration;
import java.time.Instant;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what is known of each order and its invoices, and says what does not agree. Time is the stream's: Kafka Streams reads the two
 * partitions of a task in the order of time, and waits for what it knows to be there in one of them before it goes on with the other. When
 * nothing comes in either, it is the clock's. Runs on its task's thread.
 */
final class ReconciliationProcessor implements Processor<String, SpecificRecord, String, BillingDiscrepancy> {

    private final Matching matching;
    private final Duration idleAfter;

    private ProcessorContext<String, BillingDiscrepancy> context;
    private KeyValueStore<String, OrderBilling> orders;
    private DeadlineIndex deadlines;
    private DeadlineWatch watch;
    private Idleness idleness;
    private Cancellable looks;

    @SuppressWarnings("NullAway.Init") // Kafka Streams gives them in init.
    ReconciliationProcessor(TopologySettings settings) {
        matching = new Matching(settings.billedWithin(), settings.orderMemory());
        idleAfter = settings.idleAfter();
    }

    @Override
    public void init(ProcessorContext<String, BillingDiscrepancy> its) {
        context = its;
        orders = its.getStateStore(ReconciliationStream.ORDERS);
        deadlines = new DeadlineIndex(its.getStateStore(ReconciliationStream.DEADLINES));
        watch = new DeadlineWatch(deadlines, its, this::meet);
        idleness = new Idleness(idleAfter);
        looks = its.schedule(Idleness.LOOK, PunctuationType.WALL_CLOCK_TIME, this::lookAtTheClockIfIdle);
    }

    /** The task may begin anew with this very step, and its timers go on unless they are told not to. */
    @Override
    public void close() {
        looks.cancel();
        watch.close();
    }

    @Override
    public void process(Record<String, SpecificRecord> record) {
        idleness.heard();
        watch.timeIs(context.currentStreamTimeMs());
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
                        now,
                        order -> matching.confirmed(order, event.getAmount(), event.getCurrency(), occurredAt, now));
            case CANCELLED ->
                step(event.getOrderId(), event.getCustomerId(), now, order -> matching.cancelled(order, now));
            case CREATED, SHIPPED, DELIVERED, UNKNOWN -> {}
        }
    }

    private void invoiced(InvoiceIssued invoice, Instant now) {
        if (invoice.getSource() == InvoiceSource.ORDER && invoice.getKind() == InvoiceKind.INVOICE) {
            step(
                    invoice.getReference(),
                    invoice.getDebtorId(),
                    now,
                    order -> matching.billed(order, invoice.getInvoiceId(), now));
        }
    }

    private void step(String orderId, String customerId, Instant now, Step step) {
        @Nullable OrderBilling known = known(orderId, now);
        OrderBilling before = known == null ? Matching.unheardOf(orderId, customerId) : known;
        OrderOwner.require(orderId, before.getCustomerId(), customerId);
        Matching.Outcome outcome = step.apply(before);
        // The order first: what cannot be written leaves its deadline where it is.
        orders.put(orderId, outcome.order());
        deadlines.move(known == null ? null : deadline(known), deadline(outcome.order()));
        say(outcome);
    }

    /** Null also for one that is forgotten by now, whether somebody has looked or not. */
    private @Nullable OrderBilling known(String orderId, Instant now) {
        @Nullable OrderBilling known = orders.get(orderId);
        if (known != null && Matching.dueAt(known).isBefore(now)) {
            meet(deadline(known), now);
            known = orders.get(orderId);
        }
        return known;
    }

    private void lookAtTheClockIfIdle(long clock) {
        if (idleness.look()) {
            watch.timeIs(Math.max(clock, context.currentStreamTimeMs()));
        }
    }

    private void meet(Deadline due, Instant now) {
        @Nullable OrderBilling order = orders.get(due.orderId());
        if (order == null) {
            return;
        }
        if (!Matching.dueAt(order).isBefore(now)) {
            deadlines.add(deadline(order));
            return;
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
