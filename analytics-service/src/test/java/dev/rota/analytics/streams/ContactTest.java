package dev.rota.analytics.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A session of ten seconds, and twenty without a poll. Times are seconds. */
class ContactTest {

    private static final Duration SESSION = Duration.ofSeconds(10);

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(20);

    private final Contact contact = new Contact(0, seconds(0), POLL_INTERVAL);

    @Test
    void whoHearsOfItNowAndThenHasItsTasks() {
        for (int second = 1; second < 60; second++) {
            look(Math.floor(second / 5.0), second);

            assertThat(isHeldAt(second)).as("after %d s", second).isTrue();
        }
    }

    @Test
    void afterTheSilenceOfASessionItMayHaveNone() {
        look(1, 1);

        assertThat(isHeldAt(10)).as("heard of at 0 s at the earliest").isTrue();
        assertThat(isHeldAt(11)).as("nobody looked since").isFalse();
        look(1, 11);
        assertThat(isHeldAt(11)).isFalse();
    }

    @Test
    void whoStoodStillIsNotBelievedBeforeTheThirdAnswer() {
        look(1, 1);

        look(1, 30);
        assertThat(isHeldAt(30)).isFalse();
        look(2, 31);
        assertThat(isHeldAt(31)).as("may have been on its way since").isFalse();
        look(3, 32);
        assertThat(isHeldAt(32)).as("may be that it is no member").isFalse();
        look(4, 33);
        assertThat(isHeldAt(33)).isTrue();
    }

    @Test
    void answersThatCameBeforeAnybodyLookedDoNotCount() {
        look(1, 1);

        look(3, 30);
        look(5, 31);
        assertThat(isHeldAt(31)).isFalse();
        look(6, 32);
        assertThat(isHeldAt(32)).isTrue();
    }

    @Test
    void whoStandsStillAgainBeginsAgain() {
        look(1, 30);
        look(3, 31);

        look(4, 60);
        assertThat(isHeldAt(60)).isFalse();
        look(6, 61);
        assertThat(isHeldAt(61)).isFalse();
        look(7, 62);
        assertThat(isHeldAt(62)).isTrue();
    }

    @Test
    void whenBrokersAreAwayForLongTheThirdAnswerWillDo() {
        for (int second = 1; second < 100; second++) {
            look(0, second);
        }
        look(1, 100);
        look(2, 101);
        assertThat(isHeldAt(101)).isFalse();
        look(3, 102);
        assertThat(isHeldAt(102)).isTrue();
    }

    @Test
    void whoComesInTheirPlaceBeginsWell() {
        look(500, 1);
        look(500, 30);

        look(0, 31);

        assertThat(isHeldAt(31)).isTrue();
        assertThat(isHeldAt(42)).isFalse();
    }

    @Test
    void whoDoesNotPollHasLeftHoweverMuchItHears() {
        for (int second = 1; second <= 20; second++) {
            look(second, second, second);
        }
        assertThat(isHeldAt(20)).isTrue();
        assertThat(isHeldAt(21)).as("nobody looked since").isFalse();

        look(21, 21, 21);
        assertThat(isHeldAt(21)).isFalse();
        look(22, 0, 22);
        assertThat(isHeldAt(22))
                .as("polls again, and has not given up its tasks")
                .isFalse();
        look(23, 0, 23);
        assertThat(isHeldAt(23)).as("may have been asked to join").isFalse();
        look(24, 0, 24);
        assertThat(isHeldAt(24)).isTrue();
    }

    private void look(double answers, int second) {
        look(answers, 0, second);
    }

    private void look(double answers, int sincePoll, int second) {
        contact.look(answers, Duration.ofSeconds(sincePoll), seconds(second), SESSION);
    }

    private boolean isHeldAt(int second) {
        return contact.isHeld(seconds(second), SESSION);
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
