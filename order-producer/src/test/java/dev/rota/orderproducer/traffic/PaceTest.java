package dev.rota.orderproducer.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {

    @ParameterizedTest
    @CsvSource({
        "10, 0, PT0S",
        "10, 1, PT0.1S",
        "0.5, 3, PT6S",
        // A year at full speed: still to the second.
        "1000, 31536000000, PT8760H",
    })
    void anArrivalIsDueByItsNumberAlone(double perSecond, long arrival, Duration due) {
        assertThat(new Pace(perSecond).due(arrival)).isCloseTo(due, Duration.ofMillis(1));
    }
}
