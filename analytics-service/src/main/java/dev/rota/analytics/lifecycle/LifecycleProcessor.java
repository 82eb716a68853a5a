package dev.rota.analytics.lifecycle;

import dev.rota.analytics.deadline.Deadline;
import dev.rota.analytics.deadline.DeadlineIndex;
import dev.rota.analytics.state.OrderState;
import dev.rota.analytics.state.OrderStep;
import dev.rota.analytics.state.TrackedOrder;
import dev.rota.analytics.topology.OrderOwner;
import dev.rota.contracts.OrderAnomaly;
import dev.rota.contracts.OrderEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Takes each order from step to step, and has one deadline for each: when it is stuck, or else when it is forgotten.
 *
 * <p>An order is stuck a while after the event time of its step, whenever that was heard of. A step that is reported later than that finds
 * its order stuck, unless the next one comes before the deadlines are looked at again. It is forgotten a while after the stream time at
 * which its last legal step was heard of, never sooner than it was found stuck: an order that is reported late is remembered as long as
 * any other. Runs on its task's thread.
 */
final class LifecycleProcessor implements Processor<String, OrderEvent, String, OrderAnomaly> {

    private final Duration stuckAfter;
    private final Duration memory;
    private final long idleAfterMillis;

    private ProcessorContext<String, OrderAnomaly> context;
    private KeyValueStore<String, TrackedOrder> orders;
    private DeadlineIndex deadlines;

    /** By the clock. */
    private long lastRecordAt;

    @SuppressWarnings("NullAway.Init") // Kafka Streams gives them in init.
    LifecycleProcessor(Duration stuckAfter, Duration memory, Duration idleAfter) {
        this.stuckAfter = stuckAfter;
        this.memory = memory;
        this.idleAfterMillis = idleAfter.toMillis();
    }

    @Override
    public void init(ProcessorContext<String, OrderAnomaly> its) {
        context = its;
        orders = its.getStateStore(LifecycleStream.ORDERS);
        deadlines = new DeadlineIndex(its.getStateStore(LifecycleStream.DEADLINES));
        lastRecordAt = its.currentSystemTimeMs();
        its.schedule(DeadlineIndex.LOOK, PunctuationType.STREAM_TIME, this::meetDeadlines);
        its.schedule(DeadlineIndex.LOOK, PunctuationType.WALL_CLOCK_TIME, this::meetDeadlinesIfIdle);
    }

    @Override
    public void process(Record<String, OrderEvent> record) {
        lastRecordAt = context.currentSystemTimeMs();
        OrderEvent event = record.value();
        @Nullable TrackedOrder order = orders.get(record.key());
        if (order != null) {
            OrderOwner.require(record.key(), order.getCustomerId(), event.getCustomerId());
        }
        @Nullable OrderState state = order == null ? null : order.getState();
        switch (OrderLifecycle.step(state, event.getType())) {
            case OrderLifecycle.Outcome.Moved(OrderState to) ->
                keep(order, moved(order, event, to, Instant.ofEpochMilli(record.timestamp())));
            case OrderLifecycle.Outcome.Refused(String reason) ->
                context.forward(record.withValue(Anomalies.illegal(event, state, reason)));
        }
    }

    private TrackedOrder moved(@Nullable TrackedOrder before, OrderEvent event, OrderState to, Instant at) {
        List<OrderStep> steps = new ArrayList<>(before == null ? List.of() : before.getSteps());
        steps.add(new OrderStep(to, at));
        Instant now = Instant.ofEpochMilli(context.currentStreamTimeMs());
        return TrackedOrder.newBuilder()
                .setOrderId(event.getOrderId())
                .setCustomerId(event.getCustomerId())
                .setState(to)
                .setSince(at)
                .setSteps(steps)
                .setAmount(event.getAmount())
                .setCurrency(event.getCurrency())
                .setTouchedAt(now)
                .setStuck(false)
                .setDueAt(OrderLifecycle.isEnd(to) ? now.plus(memory) : at.plus(stuckAfter))
                .build();
    }

    private void keep(@Nullable TrackedOrder before, TrackedOrder after) {
        // The order first: what cannot be written leaves its deadline where it is.
        orders.put(after.getOrderId(), after);
        deadlines.move(before == null ? null : deadline(before), deadline(after));
    }

    private static Deadline deadline(TrackedOrder order) {
        return new Deadline(order.getDueAt(), order.getOrderId());
    }

    /** Where no record comes stream time stands still, and the orders wait all the same. */
    private void meetDeadlinesIfIdle(long clock) {
        if (clock - lastRecordAt >= idleAfterMillis) {
            meetDeadlines(clock);
        }
    }

    private void meetDeadlines(long now) {
        // What is due now is due.
        deadlines
                .take(Instant.ofEpochMilli(now + 1), DeadlineIndex.AT_ONCE)
                .forEach(due -> meet(due.orderId(), Instant.ofEpochMilli(now)));
    }

    private void meet(String orderId, Instant now) {
        @Nullable TrackedOrder order = orders.get(orderId);
        if (order == null) {
            // Without transactions a crash may leave the two stores apart.
            return;
        }
        if (order.getDueAt().isAfter(now)) {
            deadlines.add(deadline(order));
        } else if (order.getStuck() || OrderLifecycle.isEnd(order.getState())) {
            orders.delete(orderId);
        } else {
            TrackedOrder stuck = stuck(order);
            orders.put(orderId, stuck);
            deadlines.add(deadline(stuck));
            context.forward(new Record<>(
                    orderId, Anomalies.stuck(order), order.getDueAt().toEpochMilli()));
        }
    }

    private TrackedOrder stuck(TrackedOrder order) {
        return TrackedOrder.newBuilder(order)
                .setStuck(true)
                .setDueAt(order.getTouchedAt().plus(memory))
                .build();
    }
}
