package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));

    @ParameterizedTest
    @CsvSource({"1,100", "2,200", "3,400", "5,1600", "6,2000", "7,2000", "1000000,2000"})
    void doublesUpToTheLimitAndIsAtLeastHalfOfThat(int attempt, long wholeMillis) {
        assertThat(IntStream.range(0, 1_000).mapToObj(draw -> backoff.after(attempt)))
                .allSatisfy(wait ->
                        assertThat(wait).isBetween(Duration.ofMillis(wholeMillis / 2), Duration.ofMillis(wholeMillis)));
    }

    @Test
    void keysThatFailedTogetherDoNotComeBackTogether() {
        long different = IntStream.range(0, 100)
                .mapToObj(draw -> backoff.after(3).toMillis())
                .distinct()
                .count();

        assertThat(different).isGreaterThan(20);
    }

    @Test
    void refusesALimitBelowTheFirstWait() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .withMessageContaining("shorter than the first wait");
    }
}
