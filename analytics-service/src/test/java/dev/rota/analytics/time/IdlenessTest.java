package dev.rota.analytics.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class IdlenessTest {

    private final Idleness idleness = new Idleness(Duration.ofMillis(2_001));

    @Test
    void nothingMustComeForLongEnough() {
        boolean first = idleness.look();
        boolean second = idleness.look();
        boolean third = idleness.look();
        boolean fourth = idleness.look();

        assertThat(first).isFalse();
        assertThat(second).isFalse();
        assertThat(third).isTrue();
        assertThat(fourth).isTrue();
    }

    @Test
    void whatComesBeginsItAnew() {
        var _ = idleness.look();
        var _ = idleness.look();

        idleness.heard();

        assertThat(idleness.look()).isFalse();
    }
}
