package dev.rota.orderproducer.traffic;

import static dev.rota.contracts.OrderEventType.CANCELLED;
import static dev.rota.contracts.OrderEventType.CONFIRMED;
import static dev.rota.contracts.OrderEventType.CREATED;
import static dev.rota.contracts.OrderEventType.DELIVERED;
import static dev.rota.contracts.OrderEventType.SHIPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.rota.contracts.OrderEventType;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every life an order can have. */
class OrderLifecycleTest {

    private static final Set<List<OrderEventType>> LEGAL_LIVES = Set.of(
            List.of(CREATED, CONFIRMED, SHIPPED, DELIVERED),
            List.of(CREATED, CANCELLED),
            List.of(CREATED, CONFIRMED, CANCELLED));

    private final List<List<OrderLifecycle>> lives =
            IntStream.range(0, 5_000).mapToObj(seed -> life(seed, 0.1)).toList();

    @Test
    void everyLifeIsLegalAndEnds() {
        Set<List<OrderEventType>> seen = lives.stream()
                .map(life -> life.stream().map(OrderLifecycle::step).toList())
                .collect(Collectors.toSet());

        assertThat(seen).isEqualTo(LEGAL_LIVES);
    }

    @Test
    void nothingButTheStepChanges() {
        assertThat(lives)
                .allSatisfy(life -> assertThat(life)
                        .extracting(OrderLifecycle::orderId, OrderLifecycle::customerId, OrderLifecycle::price)
                        .containsOnly(tuple(
                                life.getFirst().orderId(),
                                life.getFirst().customerId(),
                                life.getFirst().price())));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.6, 1})
    void theGivenShareOfAllOrdersIsCancelled(double share) {
        long cancelled = IntStream.range(0, 5_000)
                .mapToObj(seed -> life(seed, share))
                .filter(life -> life.getLast().step() == CANCELLED)
                .count();

        assertThat(cancelled / 5_000.0).isCloseTo(share, within(share == 0 || share == 1 ? 0 : 0.03));
    }

    private static List<OrderLifecycle> life(int seed, double cancelledShare) {
        Random chance = new Random(seed);
        return Stream.iterate(
                        new Hospital(10, 0).newOrder(chance),
                        order -> order != null,
                        order -> order.next(cancelledShare, chance).orElse(null))
                // An order that never ended would show up as a life that is too long.
                .limit(10)
                .toList();
    }
}
