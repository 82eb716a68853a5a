package dev.rota.analytics.lifecycle;

import dev.rota.analytics.deadline.Deadline;
import dev.rota.analytics.deadline.DeadlineIndex;
import dev.rota.analytics.deadline.DeadlineWatch;
import dev.rota.analytics.state.OrderState;
import dev.rota.analytics.state.OrderStep;
import dev.rota.analytics.state.TrackedOrder;
import dev.rota.analytics.time.Watermarks;
import dev.rota.analytics.topology.OrderOwner;
import dev.rota.contracts.OrderAnomaly;
import dev.rota.contracts.OrderEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Takes each order from step to step, and looks at each again when it is stuck, or else when it is forgotten.
 *
 * <p>An order waits from when its step was read, in the time of its own source partition: what was not reported could not be waited for. It is
 * stuck if its next step is read later than it may wait, and is said to be so before that step is looked at, if not when all source partitions
 * have come so far. So what is said is to be known from the input alone, whoever else is read when; unless a partition was idle, and the
 * others went on without it. Where all are idle the clock goes on, for the orders wait all the same. An order is forgotten a while after its
 * last legal step was read, never sooner than it was found stuck. Runs on its task's thread.
 */
final class LifecycleProcessor implements Processor<String, OrderEvent, String, OrderAnomaly> {

    private final Duration stuckAfter;
    private final Duration memory;
    private final int sources;

    private ProcessorContext<String, OrderAnomaly> context;
    private KeyValueStore<String, TrackedOrder> orders;
    private Watermarks watermarks;
    private DeadlineIndex deadlines;
    private DeadlineWatch watch;

    @SuppressWarnings("NullAway.Init") // Kafka Streams gives them in init.
    LifecycleProcessor(Duration stuckAfter, Duration memory, int sources) {
        this.stuckAfter = stuckAfter;
        this.memory = memory;
        this.sources = sources;
    }

    @Override
    public void init(ProcessorContext<String, OrderAnomaly> its) {
        context = its;
        orders = its.getStateStore(LifecycleStream.ORDERS);
        watermarks = new Watermarks(its.getStateStore(LifecycleStream.WATERMARKS), sources);
        deadlines = new DeadlineIndex(its.getStateStore(LifecycleStream.DEADLINES));
        watch = new DeadlineWatch(deadlines, its, this::meet);
    }

    @Override
    public void close() {
        watch.close();
    }

    @Override
    public void process(Record<String, OrderEvent> record) {
        Instant sourceTime = Instant.ofEpochMilli(watermarks.take(record));
        watch.timeIs(watermarks.timeOrClock());
        @Nullable OrderEvent event = record.value();
        if (event != null) {
            step(record, event, sourceTime);
        }
    }

    private void step(Record<String, OrderEvent> record, OrderEvent event, Instant sourceTime) {
        @Nullable TrackedOrder order = orders.get(record.key());
        if (order != null) {
            // First: what somebody else reports shows nothing of the order's own time.
            OrderOwner.require(record.key(), order.getCustomerId(), event.getCustomerId());
        }
        while (order != null && order.getDueAt().isBefore(sourceTime)) {
            order = meet(order);
        }
        @Nullable OrderState state = order == null ? null : order.getState();
        switch (OrderLifecycle.step(state, event.getType())) {
            case OrderLifecycle.Outcome.Moved(OrderState to) -> keep(order, moved(order, record, to, sourceTime));
            case OrderLifecycle.Outcome.Refused(String reason) ->
                context.forward(record.withValue(Anomalies.illegal(event, state, reason)));
        }
    }

    private TrackedOrder moved(
            @Nullable TrackedOrder before, Record<String, OrderEvent> record, OrderState to, Instant now) {
        OrderEvent event = record.value();
        Instant at = Instant.ofEpochMilli(record.timestamp());
        List<OrderStep> steps = new ArrayList<>(before == null ? List.of() : before.getSteps());
        steps.add(new OrderStep(to, at));
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
                .setDueAt(now.plus(OrderLifecycle.isEnd(to) ? memory : stuckAfter))
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

    private void meet(Deadline deadline, Instant now) {
        @Nullable TrackedOrder order = orders.get(deadline.orderId());
        if (order == null) {
            return;
        }
        if (order.getDueAt().isBefore(now)) {
            var _ = meet(order);
        } else {
            // It went on meanwhile.
            deadlines.add(deadline(order));
        }
    }

    /** It is due. Null if it is remembered no more. */
    private @Nullable TrackedOrder meet(TrackedOrder order) {
        if (order.getStuck() || OrderLifecycle.isEnd(order.getState())) {
            orders.delete(order.getOrderId());
            return null;
        }
        TrackedOrder stuck = stuck(order);
        orders.put(order.getOrderId(), stuck);
        deadlines.add(deadline(stuck));
        context.forward(new Record<>(
                order.getOrderId(), Anomalies.stuck(order), order.getDueAt().toEpochMilli()));
        return stuck;
    }

    private TrackedOrder stuck(TrackedOrder order) {
        return TrackedOrder.newBuilder(order)
                .setStuck(true)
                .setDueAt(order.getTouchedAt().plus(memory))
                .build();
    }
}
