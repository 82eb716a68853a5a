package dev.rota.lagmonitor.alerting;

import static dev.rota.lagmonitor.alerting.Notification.Cause.FIRING;
import static dev.rota.lagmonitor.alerting.Notification.Cause.REPEATED;
import static dev.rota.lagmonitor.alerting.Notification.Cause.RESOLVED;
import static dev.rota.lagmonitor.alerting.Stage.lagAbove;
import static dev.rota.lagmonitor.alerting.Stage.partitionLagAbove;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When people are told, and of what. */
class RuleNewsTest {

    private static final Duration TICK = Duration.ofSeconds(5);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void tenThousandPartitionsThatTurnBadAtOnceMakeOneNotification() {
        Stage stage = new Stage(partitionLagAbove(0, Duration.ZERO));

        stage.partitions(
                        "billing",
                        IntStream.range(0, 10_000)
                                .mapToLong(number -> number + 1)
                                .toArray())
                .ticks(Duration.ofMinutes(20));

        assertThat(stage.told).singleElement().satisfies(notification -> {
            assertThat(notification.cause()).isEqualTo(FIRING);
            assertThat(notification.firing()).isEqualTo(10_000);
            assertThat(notification.fresh()).isEqualTo(10_000);
            assertThat(notification.worst()).hasSize(20);
            assertThat(notification.worst().getFirst().value()).hasValue(10_000);
            assertThat(notification.worst().getLast().value()).hasValue(9_981);
            assertThat(notification.more()).isEqualTo(9_980);
        });
        stage.partitions("billing", new long[10_000]).ticks(Duration.ofMinutes(20));
        assertThat(stage.told).hasSize(2).last().satisfies(notification -> {
            assertThat(notification.cause()).isEqualTo(RESOLVED);
            assertThat(notification.resolved()).isEqualTo(10_000);
            assertThat(notification.latestResolved()).hasSize(20);
        });
    }

    @Test
    void othersOfTheSameRuleAreWaitedForAndFurtherNewsForLonger() {
        Stage stage = new Stage(lagAbove(100, Duration.ZERO, Duration.ZERO));

        stage.lag("a", 101).after(TICK).lag("b", 101).after(TICK);
        assertThat(stage.told).isEmpty();
        stage.after(TICK);
        assertThat(stage.told)
                .singleElement()
                .satisfies(first -> assertThat(first.firing()).isEqualTo(2));

        stage.lag("c", 101).ticks(Duration.ofMinutes(4));
        assertThat(stage.told).hasSize(1);
        stage.ticks(MINUTE);
        assertThat(stage.told).hasSize(2).last().satisfies(second -> {
            assertThat(second.firing()).isEqualTo(3);
            assertThat(second.fresh()).isEqualTo(1);
        });
        assertThat(stage.told).extracting(Notification::id).doesNotHaveDuplicates();
    }

    @Test
    void thatItStillFiresIsRepeatedAndThatItIsResolvedToldOnce() {
        Stage stage = new Stage(lagAbove(100, Duration.ZERO, Duration.ZERO));

        stage.lag("a", 101).ticks(Duration.ofHours(8).plus(MINUTE));
        assertThat(stage.told).extracting(Notification::cause).containsExactly(FIRING, REPEATED, REPEATED);

        stage.lag("a", 0).ticks(Duration.ofHours(9));
        assertThat(stage.told).extracting(Notification::cause).containsExactly(FIRING, REPEATED, REPEATED, RESOLVED);
    }

    @Test
    void whatIsResolvedBeforeAnybodyWasToldIsToldOnceAsBoth() {
        Stage stage = new Stage(lagAbove(100, Duration.ZERO, Duration.ZERO));

        stage.lag("a", 101).after(TICK).lag("a", 0).ticks(Duration.ofHours(9));

        assertThat(stage.told).singleElement().satisfies(notification -> {
            assertThat(notification.cause()).isEqualTo(RESOLVED);
            assertThat(notification.title()).isEqualTo("rule (warning): fired and resolved, group 'a'");
            assertThat(notification.firing()).isZero();
            assertThat(notification.fresh()).isEqualTo(1);
            assertThat(notification.latestResolved())
                    .singleElement()
                    .extracting(Alert::reason)
                    .isEqualTo("It is well again. Before that: Its lag is 101, above 100.");
        });
    }

    @Test
    void whatComesAndGoesBetweenTwoNotificationsIsToldWithTheSecond() {
        Stage stage = new Stage(lagAbove(100, Duration.ZERO, Duration.ZERO));

        stage.lag("a", 101)
                .ticks(MINUTE)
                .lag("b", 101)
                .ticks(MINUTE)
                .lag("b", 0)
                .ticks(Duration.ofMinutes(20));

        assertThat(stage.told).hasSize(2).last().satisfies(second -> {
            assertThat(second.cause()).isEqualTo(FIRING);
            assertThat(second.firing()).isEqualTo(1);
            assertThat(second.fresh()).isEqualTo(1);
            assertThat(second.latestResolved()).extracting(Alert::group).containsExactly(Optional.of("b"));
        });
    }

    @Test
    void tenThousandPartitionsThatComeAndGoAgainAndAgainMakeOneNotification() {
        Stage stage = new Stage(partitionLagAbove(0, Duration.ZERO));
        stage.lag("first", 1).ticks(MINUTE).lag("first", 0).after(TICK);
        long[] bad = new long[10_000];
        Arrays.fill(bad, 1);

        for (int time = 0; time < 5; time++) {
            stage.partitions("billing", bad).after(TICK).partitions("billing", new long[10_000]);
            stage.after(TICK);
        }
        stage.ticks(Duration.ofMinutes(20));

        assertThat(stage.told).hasSize(2).last().satisfies(notification -> {
            assertThat(notification.resolved()).isEqualTo(10_001);
            assertThat(notification.fresh()).isEqualTo(10_000);
            assertThat(notification.latestResolved()).hasSize(20);
        });
    }

    @Test
    void whatFiresAgainIsNotSpokenOfAsResolved() {
        Stage stage = new Stage(lagAbove(100, Duration.ZERO, Duration.ZERO));

        stage.lag("a", 101).ticks(MINUTE).lag("a", 0).after(TICK).lag("a", 101).ticks(Duration.ofMinutes(20));

        assertThat(stage.told).hasSize(2).last().satisfies(second -> {
            assertThat(second.firing()).isEqualTo(1);
            assertThat(second.resolved()).isZero();
        });
    }

    @Test
    void whatComesAndGoesUnderASilenceIsNotSpokenOf() {
        Stage stage = new Stage(lagAbove(100, Duration.ZERO, Duration.ZERO));
        stage.after(TICK).alerts.silence(Stage.silence(stage.now(), Duration.ofHours(1), "a"));

        stage.lag("a", 101).ticks(MINUTE).lag("a", 0).ticks(Duration.ofHours(2));

        assertThat(stage.told).isEmpty();
    }

    @Test
    void whoComesAndGoesIsToldOfNoMoreOftenThanTheInterval() {
        Stage stage = new Stage(lagAbove(100, Duration.ZERO, Duration.ZERO));

        for (int minute = 0; minute < 30; minute++) {
            stage.lag("a", 101).ticks(Duration.ofSeconds(30)).lag("a", 0).ticks(Duration.ofSeconds(30));
        }

        assertThat(stage.told).hasSizeLessThanOrEqualTo(7);
    }

    @Test
    void whatIsSilencedIsNotToldAndIsWhenTheSilenceEnds() {
        Stage stage = new Stage(lagAbove(100, Duration.ZERO, Duration.ZERO));
        stage.after(TICK).alerts.silence(Stage.silence(stage.now(), Duration.ofHours(1), "a"));

        stage.lag("a", 101).ticks(Duration.ofMinutes(59));
        assertThat(stage.told).isEmpty();
        stage.ticks(Duration.ofMinutes(2));
        assertThat(stage.told).extracting(Notification::cause).containsExactly(FIRING);
    }

    @Test
    void whatWasToldBeforeItWasSilencedIsToldAgainWhenTheSilenceEnds() {
        Stage stage = new Stage(lagAbove(100, Duration.ZERO, Duration.ZERO));
        stage.lag("a", 101).ticks(MINUTE);
        stage.alerts.silence(Stage.silence(stage.now(), Duration.ofHours(6), "a"));

        stage.ticks(Duration.ofHours(6).minus(MINUTE));
        assertThat(stage.told).hasSize(1);
        assertThat(stage.alerts.endSilence("s-1")).isTrue();
        stage.ticks(MINUTE);
        assertThat(stage.told).extracting(Notification::cause).containsExactly(FIRING, FIRING);
    }

    @Test
    void whoWasToldThatItFiresIsToldThatItIsResolvedEvenIfItIsSilencedByThen() {
        Stage stage = new Stage(lagAbove(100, Duration.ZERO, Duration.ZERO));
        stage.lag("a", 101).ticks(MINUTE);
        stage.alerts.silence(Stage.silence(stage.now(), Duration.ofHours(6), "a"));

        stage.lag("a", 0).ticks(Duration.ofMinutes(10));

        assertThat(stage.told).extracting(Notification::cause).isEqualTo(List.of(FIRING, RESOLVED));
    }
}
