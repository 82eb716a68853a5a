package dev.rota.lab.bench.analytics;

import static dev.rota.lab.bench.MadeUp.mix;
import static dev.rota.lab.bench.MadeUp.uuid7;

import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * The lives of orders with consecutive numbers, made up from these: the same number gives the same life each time. Of twenty orders
 * seventeen are delivered, two are cancelled after they were confirmed, and one is reported to be shipped before it was confirmed.
 */
final class Lives {

    /** So many that no one customer's orders are what is waited for. */
    static final int CUSTOMERS = 10_000;

    /** In which orders are paid. */
    static final List<String> CURRENCIES = List.of("EUR", "USD", "GBP");

    /** Between two steps of an order so many others take one. */
    private static final int APART = 1_000;

    private static final int MOST_STEPS = 4;
    private static final int KINDS = 20;

    private static final List<OrderEventType> DELIVERED =
            List.of(OrderEventType.CREATED, OrderEventType.CONFIRMED, OrderEventType.SHIPPED, OrderEventType.DELIVERED);
    private static final List<OrderEventType> CANCELLED =
            List.of(OrderEventType.CREATED, OrderEventType.CONFIRMED, OrderEventType.CANCELLED);
    /** Its second step is refused. */
    private static final List<OrderEventType> DISORDERLY =
            List.of(OrderEventType.CREATED, OrderEventType.SHIPPED, OrderEventType.CONFIRMED, OrderEventType.SHIPPED);

    private Lives() {}

    /** Takes a step of an order: it is the number of the order's events before it. */
    @FunctionalInterface
    interface Visitor {
        void visit(long order, int step);
    }

    /** All steps of so many orders: each order's in their order, among those of about four thousand others. */
    static void forEach(long first, int orders, Visitor visitor) {
        for (long turn = 0; turn < orders + (MOST_STEPS - 1L) * APART; turn++) {
            forEachInTurn(first, orders, APART, turn, visitor);
        }
    }

    /**
     * The steps that are due in one turn, from 0 on; the first of an order is due in the turn of its number within the range.
     *
     * @param apart turns between two steps of an order
     */
    static void forEachInTurn(long first, long orders, int apart, long turn, Visitor visitor) {
        for (int step = 0; step < MOST_STEPS; step++) {
            long index = turn - (long) step * apart;
            if (index >= 0 && index < orders && step < steps(first + index).size()) {
                visitor.visit(first + index, step);
            }
        }
    }

    /** What is reported of an order. */
    static List<OrderEventType> steps(long order) {
        return switch ((int) (order % KINDS)) {
            case 5 -> DISORDERLY;
            case 9, 19 -> CANCELLED;
            default -> DELIVERED;
        };
    }

    /** Whether a step may not be. */
    static boolean isRefused(long order, int step) {
        return order % KINDS == 5 && step == 1;
    }

    static String customer(long order) {
        return "customer-" + Long.remainderUnsigned(mix(order), CUSTOMERS);
    }

    static String currency(long order) {
        return CURRENCIES.get((int) Long.remainderUnsigned(mix(order) >>> 40, CURRENCIES.size()));
    }

    static BigDecimal amount(long order) {
        return BigDecimal.valueOf(10_000 + Long.remainderUnsigned(mix(order) >>> 7, 10_000_000), 4);
    }

    static String orderId(long order) {
        // Ids rise with time, as those of order-producer do.
        return uuid7(Instant.ofEpochMilli(order), mix(order), mix(order + 1)).toString();
    }

    static String eventId(long order, int step) {
        long number = order * MOST_STEPS + step;
        return uuid7(Instant.ofEpochMilli(order + (long) step * APART), mix(-number), mix(~number + 7))
                .toString();
    }

    static OrderEvent event(long order, int step, Instant occurredAt) {
        return OrderEvent.newBuilder()
                .setEventId(eventId(order, step))
                .setOrderId(orderId(order))
                .setCustomerId(customer(order))
                .setType(steps(order).get(step))
                .setAmount(amount(order))
                .setCurrency(currency(order))
                .setOccurredAt(occurredAt)
                .build();
    }
}
