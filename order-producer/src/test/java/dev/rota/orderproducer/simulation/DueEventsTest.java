package dev.rota.orderproducer.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.orderproducer.simulation.DueEvents.Due;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DueEventsTest {

    private static final Duration NOW = Duration.ofSeconds(10);

    private final DueEvents events = new DueEvents();

    @Test
    void withNothingDueNothingIsBehind() {
        assertThat(events.behind(NOW)).isZero();
    }

    @Test
    void theOldestThatIsNotDoneCounts() {
        Due oldest = events.add(Duration.ofSeconds(4));
        events.add(Duration.ofSeconds(7));
        assertThat(events.behind(NOW)).isEqualTo(Duration.ofSeconds(6));

        events.done(oldest);

        assertThat(events.behind(NOW)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void ofTwoThatWereDueAtOnceOneMayStillBeOpen() {
        Due first = events.add(Duration.ofSeconds(4));
        events.add(Duration.ofSeconds(4));

        events.done(first);

        assertThat(events.behind(NOW)).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void whatIsNotDueYetIsNotBehind() {
        events.add(Duration.ofSeconds(11));

        assertThat(events.behind(NOW)).isZero();
    }
}
