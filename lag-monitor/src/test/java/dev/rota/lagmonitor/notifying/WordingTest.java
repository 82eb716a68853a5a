package dev.rota.lagmonitor.notifying;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.lagmonitor.alerting.Alert;
import dev.rota.lagmonitor.alerting.AlertState;
import dev.rota.lagmonitor.alerting.Notification;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What people read. */
class WordingTest {

    private static final Alert FIRING = Told.alert("a", AlertState.FIRING, "Its lag is 2, above 1.");
    private static final Alert RESOLVED = Told.alert("b", AlertState.RESOLVED, "It is well again.");

    @Test
    void whatFiresComesFirstAndWhatIsResolvedSaysSinceWhenItFired() {
        assertThat(Wording.lines(Told.notification(List.of(FIRING), 3, List.of(RESOLVED), 4)))
                .containsExactly(
                        "In general.",
                        "Fires: group 'a'. Its lag is 2, above 1.",
                        "And 3 more.",
                        "Resolved: group 'b', which fired at 2026-01-31T18:00:00Z. It is well again.",
                        "4 more are resolved.");
    }

    @Test
    void oneLineSaysWhyAlsoOfWhatIsResolvedAlready() {
        assertThat(Wording.oneLine("it", Told.notification(List.of(FIRING), 0, List.of(RESOLVED), 0)))
                .isEqualTo("[it] rule (warning): group 'a': Its lag is 2, above 1.");
        assertThat(Wording.oneLine("it", Told.notification(List.of(), 0, List.of(RESOLVED), 0)))
                .isEqualTo("[it] rule (warning): resolved, group 'b': It is well again.");
    }

    @Test
    void aMessageIsSomeTwentyLinesAndNoneIsLongHoweverLongNamesAre() {
        Notification notification = Told.notification(
                many(AlertState.FIRING, "&".repeat(30_000)), 9_980, many(AlertState.RESOLVED, "<>".repeat(30_000)), 5);

        assertThat(Wording.lines(notification))
                .hasSize(23)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(300))
                .contains("And 9980 more.", "25 are resolved.");
        assertThat(Wording.title("it", notification)).hasSizeLessThanOrEqualTo(300);
        // Slack cuts off what is longer.
        SlackMessage message = SlackMessage.of("it", notification);
        assertThat(message.text().length()
                        + message.attachments().getFirst().text().length())
                .isLessThan(40_000);
    }

    @Test
    void aLineIsNotCutThroughACharacter() {
        assertThat(Wording.line("x".repeat(298) + "🚑🚑")).isEqualTo("x".repeat(298) + "…");
        assertThat(Wording.line("x".repeat(297) + "🚑🚑")).isEqualTo("x".repeat(297) + "🚑…");
        assertThat(Wording.line("x".repeat(296) + "🚑🚑")).isEqualTo("x".repeat(296) + "🚑🚑");
    }

    @Test
    void controlCharactersDoNotGetThrough() {
        assertThat(Wording.line("a\r\nb\u001bc")).isEqualTo("a b c");
    }

    private static List<Alert> many(AlertState state, String group) {
        return IntStream.range(0, 20)
                .mapToObj(number -> Told.alert(group, state, "Why, " + number))
                .toList();
    }
}
