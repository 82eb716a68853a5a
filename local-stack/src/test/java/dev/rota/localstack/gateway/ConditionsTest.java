package dev.rota.localstack.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.localstack.gateway.Conditions.Fault;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionsTest {

    @Test
    void withoutErrorsThereAreNoFaults() {
        Conditions conditions = new Conditions(Behaviour.none());

        assertThat(faults(conditions, 1_000)).containsOnly(Fault.NONE);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.1, 0.3, 0.5, 1})
    void faultsAreTheShareThatWasAskedForAndTakeTurns(double rate) {
        Conditions conditions = new Conditions(Behaviour.none().withErrorRate(rate));

        List<Fault> faults = faults(conditions, 1_000).stream()
                .filter(fault -> fault != Fault.NONE)
                .toList();

        assertThat(faults).hasSize((int) (1_000 * rate));
        assertThat(IntStream.range(0, faults.size()))
                .allSatisfy(index -> assertThat(faults.get(index))
                        .isEqualTo(index % 2 == 0 ? Fault.BEFORE_BOOKING : Fault.AFTER_BOOKING));
    }

    @Test
    void aKeyIsAlwaysDeclinedOrNever() {
        Conditions conditions = new Conditions(Behaviour.none().withDeclineRate(0.2));

        List<Boolean> first = declined(conditions);
        List<Boolean> again = declined(conditions);

        assertThat(again).isEqualTo(first);
        assertThat(first.stream().filter(declined -> declined).count()).isBetween(150L, 250L);
    }

    @Test
    void atTheEndsNoKeyIsDeclinedAndEveryKey() {
        assertThat(declined(new Conditions(Behaviour.none()))).containsOnly(false);
        assertThat(declined(new Conditions(Behaviour.none().withDeclineRate(1))))
                .containsOnly(true);
    }

    @Test
    void anAccountIsDeclinedByName() {
        Conditions conditions = new Conditions(Behaviour.none().withDeclined("c-broke"));

        assertThat(conditions.declines("c-broke", "k")).isTrue();
        assertThat(conditions.declines("c-1", "k")).isFalse();
    }

    @Test
    void valuesOutOfBoundsAreRefusedByName() {
        assertThatThrownBy(() -> Behaviour.none().withErrorRate(1.1)).hasMessageContaining("errorRate");
        assertThatThrownBy(() -> Behaviour.none().withErrorRate(Double.NaN)).hasMessageContaining("errorRate");
        assertThatThrownBy(() -> Behaviour.none().withDeclineRate(-0.1)).hasMessageContaining("declineRate");
        assertThatThrownBy(() -> Behaviour.none().withLatency(Duration.ofMillis(-1)))
                .hasMessageContaining("latency");
        assertThatThrownBy(() -> Behaviour.none().withLatency(Duration.ofHours(1)))
                .hasMessageContaining("latency");
    }

    private static List<Fault> faults(Conditions conditions, int requests) {
        return Stream.generate(conditions::nextFault).limit(requests).toList();
    }

    private static List<Boolean> declined(Conditions conditions) {
        return IntStream.range(0, 1_000)
                .mapToObj(number -> conditions.declines("c-1", "key-" + number))
                .toList();
    }
}
