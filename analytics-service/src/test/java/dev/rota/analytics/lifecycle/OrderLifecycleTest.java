package dev.rota.analytics.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.analytics.lifecycle.OrderLifecycle.Outcome;
import dev.rota.analytics.state.OrderState;
import dev.rota.contracts.OrderEventType;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class OrderLifecycleTest {

    /** All that is legal. The first step of an order, which stands nowhere before that, has a test of its own. */
    private static final Map<OrderState, Set<OrderEventType>> LEGAL = Map.of(
            OrderState.CREATED, Set.of(OrderEventType.CONFIRMED, OrderEventType.CANCELLED),
            OrderState.CONFIRMED, Set.of(OrderEventType.SHIPPED, OrderEventType.CANCELLED),
            OrderState.SHIPPED, Set.of(OrderEventType.DELIVERED),
            OrderState.DELIVERED, Set.of(),
            OrderState.CANCELLED, Set.of());

    @ParameterizedTest
    @MethodSource("allPairs")
    void anOrderTakesItsLegalStepsAndNoOthers(OrderState from, OrderEventType step) {
        Outcome outcome = OrderLifecycle.step(from, step);

        if (LEGAL.getOrDefault(from, Set.of()).contains(step)) {
            assertThat(outcome).isEqualTo(new Outcome.Moved(OrderState.valueOf(step.name())));
        } else {
            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        }
    }

    @ParameterizedTest
    @EnumSource(OrderEventType.class)
    void anOrderBeginsWithCreated(OrderEventType first) {
        Outcome outcome = OrderLifecycle.step(null, first);

        if (first == OrderEventType.CREATED) {
            assertThat(outcome).isEqualTo(new Outcome.Moved(OrderState.CREATED));
        } else {
            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        }
    }

    @Test
    void whatIsRefusedIsExplained() {
        assertThat(reason(null, OrderEventType.SHIPPED))
                .isEqualTo("The first step that was heard of is SHIPPED, and an order begins with CREATED.");
        assertThat(reason(OrderState.CONFIRMED, OrderEventType.CONFIRMED)).isEqualTo("The order is CONFIRMED already.");
        assertThat(reason(OrderState.CREATED, OrderEventType.DELIVERED)).isEqualTo("DELIVERED may not follow CREATED.");
        assertThat(reason(OrderState.CANCELLED, OrderEventType.SHIPPED))
                .isEqualTo("SHIPPED may not follow CANCELLED, which is an end.");
        assertThat(reason(OrderState.CREATED, OrderEventType.UNKNOWN))
                .isEqualTo("The step is of a kind that is not known here.");
    }

    @ParameterizedTest
    @EnumSource(OrderState.class)
    void whereNothingLegalMayFollowIsAnEnd(OrderState state) {
        assertThat(OrderLifecycle.isEnd(state))
                .isEqualTo(LEGAL.getOrDefault(state, Set.of()).isEmpty());
    }

    private static Stream<Arguments> allPairs() {
        return Arrays.stream(OrderState.values())
                .flatMap(from -> Arrays.stream(OrderEventType.values()).map(step -> Arguments.of(from, step)));
    }

    private static String reason(@Nullable OrderState from, OrderEventType step) {
        return ((Outcome.Refused) OrderLifecycle.step(from, step)).reason();
    }
}
