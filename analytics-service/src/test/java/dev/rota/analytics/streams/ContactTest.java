package dev.rota.analytics.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A session of ten seconds. Times are seconds. */
class ContactTest {

    private static final Duration SESSION = Duration.ofSeconds(10);

    private final Contact contact = new Contact(0, seconds(0));

    @Test
    void whoHearsOfItNowAndThenHasItsTasks() {
        for (int second = 1; second < 60; second++) {
            contact.look(Math.floor(second / 5.0), seconds(second), SESSION);

            assertThat(isHeldAt(second)).as("after %d s", second).isTrue();
        }
    }

    @Test
    void afterTheSilenceOfASessionItMayHaveNone() {
        contact.look(1, seconds(1), SESSION);

        assertThat(isHeldAt(10)).as("heard of at 0 s at the earliest").isTrue();
        assertThat(isHeldAt(11)).as("nobody looked since").isFalse();
        contact.look(1, seconds(11), SESSION);
        assertThat(isHeldAt(11)).isFalse();
    }

    @Test
    void whoStoodStillIsNotBelievedBeforeTheThirdAnswer() {
        contact.look(1, seconds(1), SESSION);

        contact.look(1, seconds(30), SESSION);
        assertThat(isHeldAt(30)).isFalse();
        contact.look(2, seconds(31), SESSION);
        assertThat(isHeldAt(31)).as("may have been on its way since").isFalse();
        contact.look(3, seconds(32), SESSION);
        assertThat(isHeldAt(32)).as("may be that it is no member").isFalse();
        contact.look(4, seconds(33), SESSION);
        assertThat(isHeldAt(33)).isTrue();
    }

    @Test
    void answersThatCameBeforeAnybodyLookedDoNotCount() {
        contact.look(1, seconds(1), SESSION);

        contact.look(3, seconds(30), SESSION);
        contact.look(5, seconds(31), SESSION);
        assertThat(isHeldAt(31)).isFalse();
        contact.look(6, seconds(32), SESSION);
        assertThat(isHeldAt(32)).isTrue();
    }

    @Test
    void whoStandsStillAgainBeginsAgain() {
        contact.look(1, seconds(30), SESSION);
        contact.look(3, seconds(31), SESSION);

        contact.look(4, seconds(60), SESSION);
        assertThat(isHeldAt(60)).isFalse();
        contact.look(6, seconds(61), SESSION);
        assertThat(isHeldAt(61)).isFalse();
        contact.look(7, seconds(62), SESSION);
        assertThat(isHeldAt(62)).isTrue();
    }

    @Test
    void whenBrokersAreAwayForLongTheThirdAnswerWillDo() {
        for (int second = 1; second < 100; second++) {
            contact.look(0, seconds(second), SESSION);
        }
        contact.look(1, seconds(100), SESSION);
        contact.look(2, seconds(101), SESSION);
        assertThat(isHeldAt(101)).isFalse();
        contact.look(3, seconds(102), SESSION);
        assertThat(isHeldAt(102)).isTrue();
    }

    @Test
    void whoComesInTheirPlaceBeginsWell() {
        contact.look(500, seconds(1), SESSION);
        contact.look(500, seconds(30), SESSION);

        contact.look(0, seconds(31), SESSION);

        assertThat(isHeldAt(31)).isTrue();
        assertThat(isHeldAt(42)).isFalse();
    }

    private boolean isHeldAt(int second) {
        return contact.isHeld(seconds(second), SESSION);
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
