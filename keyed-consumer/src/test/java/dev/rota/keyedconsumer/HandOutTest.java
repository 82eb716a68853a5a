package dev.rota.keyedconsumer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HandOutTest {

    private final HandOut handOut = new HandOut();

    @Test
    void stoppedItStillFillsTheHolesBelowWhatHasBegun() {
        handOut.begin(12);

        handOut.stop();

        assertThat(handOut.begin(11)).isTrue();
        assertThat(handOut.begin(13)).isFalse();
    }

    @Test
    void stoppedBeforeAnythingBeganItBeginsNothing() {
        handOut.stop();

        assertThat(handOut.begin(0)).isFalse();
        assertThat(handOut.isStopped()).isTrue();
    }

    @Test
    void shutItBeginsNothingNotEvenAHole() {
        handOut.begin(12);
        handOut.stop();

        handOut.shut();

        assertThat(handOut.begin(11)).isFalse();
    }

    @Test
    void whatWasRefusedIsNotRunning() {
        handOut.begin(1);
        handOut.begin(2);
        handOut.shut();

        handOut.begin(3);
        handOut.end();

        assertThat(handOut.running()).isOne();
    }
}
