package dev.rota.orderproducer.traffic;

import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.orderproducer.event.Money;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * One order at one step of its life: CREATED → CONFIRMED → SHIPPED → DELIVERED, and CANCELLED after CREATED or CONFIRMED
 * now and then. Customer and price stay the same from the first step to the last.
 *
 * @param orderId the order
 * @param customerId who ordered
 * @param price what it costs
 * @param step where it is
 */
public record OrderLifecycle(String orderId, String customerId, Money price, OrderEventType step) {

    /** How many steps come after the first one, at most. */
    public static final int MOST_STEPS_ON = 3;

    /** A new order. */
    static OrderLifecycle begin(String orderId, String customerId, Money price) {
        return new OrderLifecycle(orderId, customerId, price, OrderEventType.CREATED);
    }

    /**
     * The same order one step on.
     *
     * @param cancelledShare of all orders, this share is cancelled sooner or later
     * @param chance decides whether this one is
     * @return empty when its life is over
     */
    public Optional<OrderLifecycle> next(double cancelledShare, RandomGenerator chance) {
        return switch (step) {
            case CREATED -> Optional.of(at(unlessCancelled(OrderEventType.CONFIRMED, cancelledShare, chance)));
            case CONFIRMED -> Optional.of(at(unlessCancelled(OrderEventType.SHIPPED, cancelledShare, chance)));
            case SHIPPED -> Optional.of(at(OrderEventType.DELIVERED));
            case DELIVERED, CANCELLED -> Optional.empty();
            case UNKNOWN -> throw new IllegalStateException("An order is never at an unknown step: " + orderId);
        };
    }

    /**
     * The step as an event.
     *
     * @param eventId the event's id
     * @param occurredAt when the step happened
     */
    public OrderEvent toEvent(UUID eventId, Instant occurredAt) {
        return new OrderEvent(
                eventId.toString(), orderId, customerId, step, price.amount(), price.currency(), occurredAt);
    }

    private OrderLifecycle at(OrderEventType nextStep) {
        return new OrderLifecycle(orderId, customerId, price, nextStep);
    }

    private static OrderEventType unlessCancelled(
            OrderEventType nextStep, double cancelledShare, RandomGenerator chance) {
        // There are two occasions, at both of which an order is as likely to be cancelled.
        double now = 1 - Math.sqrt(1 - cancelledShare);
        return chance.nextDouble() < now ? OrderEventType.CANCELLED : nextStep;
    }
}
