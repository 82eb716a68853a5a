package dev.rota.lab.bench.analytics;

import dev.rota.contracts.OrderEventType;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/** What has to come of order events, by a plain count of them. Belongs to one thread. */
final class Expected {

    private final Map<String, Map<String, BigDecimal>> revenue = new HashMap<>();
    private long records;
    private long events;
    private long changes;
    private long refused;

    /** An event is sent, so many times. */
    void add(long order, int step, int copies) {
        records += copies;
        events++;
        if (Lives.isRefused(order, step)) {
            refused++;
        }
        OrderEventType type = Lives.steps(order).get(step);
        if (type == OrderEventType.CONFIRMED) {
            change(order, Lives.amount(order));
        } else if (type == OrderEventType.CANCELLED) {
            change(order, Lives.amount(order).negate());
        }
    }

    private void change(long order, BigDecimal amount) {
        changes++;
        revenue.computeIfAbsent(Lives.customer(order), _ -> new HashMap<>())
                .merge(Lives.currency(order), amount, BigDecimal::add);
    }

    /** Records of the input, those that come twice counted twice. */
    long records() {
        return records;
    }

    /** Events of the input, each counted once. */
    long events() {
        return events;
    }

    /** Records of {@code customer-revenue}: one for each change. */
    long changes() {
        return changes;
    }

    /** Records of {@code order-anomalies}. */
    long refused() {
        return refused;
    }

    /** What each customer comes to, by currency. */
    Map<String, Map<String, BigDecimal>> revenue() {
        return revenue;
    }
}
