package dev.rota.lab.bench.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.contracts.OrderEventType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LivesTest {

    private static final int ORDERS = 3_000;

    @Test
    void eachOrderTakesAllItsStepsOnceAndInTheirOrder() {
        Map<Long, List<Integer>> taken = new TreeMap<>();

        Lives.forEach(
                100,
                ORDERS,
                (order, step) ->
                        taken.computeIfAbsent(order, _ -> new ArrayList<>()).add(step));

        assertThat(taken).hasSize(ORDERS).containsKeys(100L, 100L + ORDERS - 1);
        assertThat(taken)
                .allSatisfy((order, steps) ->
                        assertThat(steps).isSorted().doesNotHaveDuplicates().hasSameSizeAs(Lives.steps(order)));
    }

    @Test
    void noTwoEventsHaveTheSameId() {
        Set<String> ids = new HashSet<>();
        int[] events = {0};

        Lives.forEach(0, ORDERS, (order, step) -> {
            ids.add(Lives.eventId(order, step));
            events[0]++;
        });

        assertThat(ids).hasSize(events[0]);
    }

    @Test
    void whatIsExpectedIsWhatConfirmedOrdersComeToLessThoseThatWereCancelled() {
        Expected expected = new Expected();

        Lives.forEach(0, 20, (order, step) -> expected.add(order, step, 1));

        BigDecimal left = BigDecimal.ZERO;
        for (long order = 0; order < 20; order++) {
            if (!Lives.steps(order).contains(OrderEventType.CANCELLED)) {
                left = left.add(Lives.amount(order));
            }
        }
        assertThat(expected.revenue().values().stream()
                        .flatMap(byCurrency -> byCurrency.values().stream())
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(left);
        assertThat(expected.events()).isEqualTo(78);
        assertThat(expected.changes()).isEqualTo(22);
        assertThat(expected.refused()).isEqualTo(1);
    }
}
