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
        assertThat(new Pace(perSecond, Bursts.NONE).due(arrival)).isCloseTo(due, Duration.ofMillis(1));
    }

    /** The same bursts as below: two seconds of five a second in ten. */
    @ParameterizedTest
    @CsvSource({
        "PT1S, 5",
        "PT2S, 10",
        "PT5S, 13",
        "PT10S, 18",
        "PT11S, 23",
        "PT25S, 49",
    })
    void theMostThatIsDueWithinAStretchTakesInAsMuchOfBurstsAsItCan(Duration stretch, double most) {
        assertThat(new Pace(1, new Bursts(5, 10, 2)).mostWithin(stretch)).isEqualTo(most);
        assertThat(new Pace(1, Bursts.NONE).mostWithin(stretch)).isEqualTo((double) stretch.toSeconds());
    }

    /** Ten seconds of one a second, of which the last two have five a second: 8 + 10 in a period. */
    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "7, PT7S",
        "8, PT8S",
        "9, PT8.2S",
        "17, PT9.8S",
        "18, PT10S",
        "26, PT18S",
        "18000001, PT10000001S",
        "18000009, PT10000008.2S",
    })
    void eachPeriodEndsWithABurst(long arrival, Duration due) {
        assertThat(new Pace(1, new Bursts(5, 10, 2)).due(arrival)).isCloseTo(due, Duration.ofMillis(1));
    }
}
