package dev.rota.orderproducer.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.orderproducer.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TroubleTest {

    private final ManualClock clock = new ManualClock();
    private final Trouble trouble = new Trouble(clock);

    @Test
    void whereAllWorksThereIsNothingToSay() {
        assertThat(trouble.isOver()).isFalse();
    }

    @Test
    void itBeginsOnceHoweverManyFailAndWorkInTurn() {
        assertThat(trouble.begins()).isTrue();
        for (int second = 0; second < 60; second++) {
            clock.advance(Duration.ofSeconds(1));
            assertThat(trouble.isOver()).isFalse();
            assertThat(trouble.begins()).isFalse();
        }
    }

    @Test
    void itBeginsAnewAlsoWhereTooLittleHappenedToSayThatItWasOver() {
        trouble.begins();
        clock.advance(Duration.ofSeconds(5));
        assertThat(trouble.isOver()).isFalse();
        clock.advance(Duration.ofHours(1));

        assertThat(trouble.begins()).isTrue();
    }

    @Test
    void itGoesOnWhereNothingWorkedSince() {
        trouble.begins();
        clock.advance(Duration.ofHours(1));

        assertThat(trouble.begins()).isFalse();
    }

    @Test
    void itIsOverOnceWhenNothingHasFailedForAWhile() {
        trouble.begins();
        clock.advance(Duration.ofSeconds(9));
        assertThat(trouble.isOver()).isFalse();
        clock.advance(Duration.ofSeconds(2));

        assertThat(trouble.isOver()).isTrue();
        assertThat(trouble.isOver()).isFalse();
        assertThat(trouble.begins()).isTrue();
    }
}
