package dev.rota.analytics.lifecycle;

import dev.rota.analytics.state.OrderState;
import dev.rota.contracts.OrderEventType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The life of an order: CREATED → CONFIRMED → SHIPPED → DELIVERED, and CANCELLED after CREATED or CONFIRMED. Pure. */
final class OrderLifecycle {

    private OrderLifecycle() {}

    /** What a step that was reported does to an order. */
    sealed interface Outcome {

        /** The step is legal, and takes the order there. */
        record Moved(OrderState to) implements Outcome {}

        /** It is not, and the order stays where it is. The reason is a sentence. */
        record Refused(String reason) implements Outcome {}
    }

    /**
     * Takes a step, or does not.
     *
     * @param from where the order stands; null if nothing legal was heard of it
     */
    static Outcome step(@Nullable OrderState from, OrderEventType step) {
        Optional<OrderState> to = stateOf(step);
        if (to.isEmpty()) {
            return new Outcome.Refused("The step is of a kind that is not known here.");
        }
        return mayFollow(from, to.get()) ? new Outcome.Moved(to.get()) : new Outcome.Refused(reason(from, to.get()));
    }

    /** Whether an order that stands there has come to its end. */
    static boolean isEnd(OrderState state) {
        return switch (state) {
            case DELIVERED, CANCELLED -> true;
            case CREATED, CONFIRMED, SHIPPED -> false;
        };
    }

    private static boolean mayFollow(@Nullable OrderState from, OrderState to) {
        return switch (to) {
            case CREATED -> from == null;
            case CONFIRMED -> from == OrderState.CREATED;
            case SHIPPED -> from == OrderState.CONFIRMED;
            case DELIVERED -> from == OrderState.SHIPPED;
            case CANCELLED -> from == OrderState.CREATED || from == OrderState.CONFIRMED;
        };
    }

    private static String reason(@Nullable OrderState from, OrderState to) {
        if (from == null) {
            return "The first step that was heard of is " + to + ", and an order begins with CREATED.";
        }
        if (from == to) {
            return "The order is " + to + " already.";
        }
        return isEnd(from)
                ? to + " may not follow " + from + ", which is an end."
                : to + " may not follow " + from + ".";
    }

    private static Optional<OrderState> stateOf(OrderEventType step) {
        return switch (step) {
            case CREATED -> Optional.of(OrderState.CREATED);
            case CONFIRMED -> Optional.of(OrderState.CONFIRMED);
            case SHIPPED -> Optional.of(OrderState.SHIPPED);
            case DELIVERED -> Optional.of(OrderState.DELIVERED);
            case CANCELLED -> Optional.of(OrderState.CANCELLED);
            case UNKNOWN -> Optional.empty();
        };
    }
}
