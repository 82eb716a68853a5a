package dev.rota.lagmonitor.alerting;

import static dev.rota.lagmonitor.alerting.AlertState.FIRING;
import static dev.rota.lagmonitor.alerting.AlertState.PASSED;
import static dev.rota.lagmonitor.alerting.AlertState.PENDING;
import static dev.rota.lagmonitor.alerting.AlertState.RESOLVED;
import static dev.rota.lagmonitor.alerting.AlertState.SILENCED;
import static dev.rota.lagmonitor.alerting.Stage.lagAbove;
import static dev.rota.lagmonitor.alerting.Stage.partitionLagAbove;
import static dev.rota.lagmonitor.alerting.Stage.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.lagmonitor.evaluation.Moment;
import dev.rota.lagmonitor.evaluation.Retention;
import dev.rota.lagmonitor.evaluation.Status;
import dev.rota.lagmonitor.evaluation.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How alerts come and go. */
class AlertsTest {

    private static final Duration TICK = Duration.ofSeconds(5);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void whatHoldsForLongEnoughFiresAndIsResolvedWhenItIsWellForLongEnough() {
        Stage stage = new Stage(lagAbove(100, MINUTE, Duration.ofSeconds(30)));

        stage.lag("billing", 101).after(TICK);
        assertThat(stage.states()).containsExactly(PENDING);
        stage.ticks(Duration.ofSeconds(55));
        assertThat(stage.states()).containsExactly(PENDING);
        stage.after(TICK);
        assertThat(stage.states()).containsExactly(FIRING);

        stage.lag("billing", 100).ticks(Duration.ofSeconds(30));
        assertThat(stage.states()).containsExactly(FIRING);
        stage.after(TICK);
        assertThat(stage.states()).isEmpty();
        assertThat(stage.history()).containsExactly(RESOLVED, FIRING, PENDING);
    }

    @Test
    void whatIsWellAgainBeforeItFiresHasPassed() {
        Stage stage = new Stage(lagAbove(100, MINUTE, Duration.ZERO));

        stage.lag("billing", 101).ticks(MINUTE).lag("billing", 0).after(TICK);

        assertThat(stage.states()).isEmpty();
        assertThat(stage.history()).containsExactly(PASSED, PENDING);
        assertThat(stage.ticks(MINUTE).told).isEmpty();
    }

    @Test
    void aTickThatIsNotWellBeginsTheTimeToKeepAnew() {
        Stage stage = new Stage(lagAbove(100, Duration.ZERO, Duration.ofSeconds(30)));

        stage.lag("billing", 101).after(TICK);
        stage.lag("billing", 0).ticks(Duration.ofSeconds(30));
        stage.lag("billing", 101).after(TICK);
        stage.lag("billing", 0).ticks(Duration.ofSeconds(30));

        assertThat(stage.states()).containsExactly(FIRING);
        assertThat(stage.history()).containsExactly(FIRING);
    }

    @Test
    void aGroupThatIsNotRenewedNeitherFiresNorIsResolved() {
        Stage stage = new Stage(lagAbove(100, MINUTE, Duration.ZERO));

        stage.lag("billing", 101)
                .ticks(Duration.ofSeconds(50))
                .notRenewed("billing")
                .ticks(MINUTE.multipliedBy(10));
        assertThat(stage.states()).containsExactly(PENDING);
        // What was in between is not known, and does not count.
        stage.lag("billing", 101).ticks(Duration.ofSeconds(15));
        assertThat(stage.states()).containsExactly(PENDING);
        stage.after(TICK);
        assertThat(stage.states()).containsExactly(FIRING);
    }

    @Test
    void aFigureThatIsUnknownNeitherFiresNorResolves() {
        Stage stage = new Stage(lagAbove(100, Duration.ZERO, Duration.ZERO));

        stage.lag("billing", 101).after(TICK);
        stage.partitions("billing", List.of(Stage.unreadable(0))).ticks(MINUTE);
        assertThat(stage.states()).containsExactly(FIRING);
        // What is left of the sum is well, and what is missing may not be.
        stage.partitions("billing", List.of(Stage.unreadable(0), Stage.partition(1, 3)))
                .ticks(MINUTE);
        assertThat(stage.states()).containsExactly(FIRING);
    }

    @Test
    void aStatusThatIsUnknownNeitherFiresNorResolves() {
        Stage stage = new Stage(rule(new Condition.GroupStatus(Set.of(Status.STOPPED)), Duration.ZERO, Duration.ZERO));

        stage.lag("billing", 7).after(TICK);
        assertThat(stage.alerts.live(stage.now()))
                .singleElement()
                .extracting(Alert::reason)
                .isEqualTo("STOPPED on orders-0: No member owns the partition, and 7 records are to be read.");
        stage.partitions("billing", List.of(Stage.unreadable(0))).ticks(MINUTE);
        assertThat(stage.states()).containsExactly(FIRING);
        stage.lag("billing", 0).after(TICK);
        assertThat(stage.history()).containsExactly(RESOLVED, FIRING);
    }

    @Test
    void aSumThatMissesAPartitionIsJudgedByTheLeastThatItIs() {
        Stage stage = new Stage(lagAbove(100, Duration.ZERO, Duration.ZERO));

        stage.partitions("billing", List.of(Stage.unreadable(0), Stage.partition(1, 101)))
                .after(TICK);

        assertThat(stage.alerts.live(stage.now()))
                .singleElement()
                .extracting(Alert::state, Alert::reason)
                .containsExactly(FIRING, "Its lag is at least 101, above 100.");
    }

    @Test
    void aSumThatMissesAPartitionIsWellIfItIsEnoughWithoutIt() {
        Stage stage = new Stage(rule(
                new Condition.OfGroup(GroupFigure.LAG, new Bounds(OptionalDouble.empty(), OptionalDouble.of(10))),
                Duration.ZERO,
                Duration.ZERO));

        stage.partitions("billing", 3, 4)
                .after(TICK)
                .partitions("billing", List.of(Stage.unreadable(0), Stage.partition(1, 4)))
                .ticks(MINUTE);
        assertThat(stage.states()).containsExactly(FIRING);
        stage.partitions("billing", List.of(Stage.unreadable(0), Stage.partition(1, 10)))
                .after(TICK);
        assertThat(stage.states()).isEmpty();
    }

    @Test
    void aSumThatMissesAPartitionAndIsLowIsNotTakenForLow() {
        Stage stage = new Stage(rule(
                new Condition.OfGroup(GroupFigure.LAG, new Bounds(OptionalDouble.empty(), OptionalDouble.of(10))),
                Duration.ZERO,
                Duration.ZERO));

        stage.partitions("billing", List.of(Stage.unreadable(0), Stage.partition(1, 4)))
                .ticks(MINUTE);

        assertThat(stage.states()).isEmpty();
    }

    @Test
    void theSoonestLossIsJudgedByTheMostThatItIs() {
        Stage stage = new Stage(rule(
                new Condition.OfGroup(
                        GroupFigure.TIME_TO_LOSS, new Bounds(OptionalDouble.empty(), OptionalDouble.of(3600))),
                Duration.ZERO,
                Duration.ZERO));

        stage.partitions("billing", List.of(Stage.unreadable(0), Stage.partition(1, 9)))
                .after(TICK);
        assertThat(stage.states()).isEmpty();
        stage.partitions(
                        "billing",
                        List.of(
                                Stage.unreadable(0),
                                Stage.partition(
                                        1,
                                        OptionalLong.of(9),
                                        new Verdict.KeepsPace(9),
                                        Optional.of(new Retention(0, Optional.of(Duration.ofMinutes(59)))),
                                        Optional.empty())))
                .after(TICK);
        assertThat(stage.alerts.live(stage.now()))
                .singleElement()
                .extracting(Alert::reason)
                .isEqualTo("Its time-to-loss is at most 3540 s, below 3600 s.");
        stage.partitions("billing", List.of(Stage.unreadable(0), Stage.partition(1, 9)))
                .ticks(MINUTE);
        assertThat(stage.states()).containsExactly(FIRING);
    }

    @Test
    void theTimeInWhichAFigureIsUnknownDoesNotCount() {
        Stage stage = new Stage(lagAbove(100, MINUTE, Duration.ZERO));

        stage.lag("billing", 101)
                .ticks(Duration.ofSeconds(50))
                .partitions("billing", List.of(Stage.unreadable(0)))
                .ticks(MINUTE.multipliedBy(10));
        assertThat(stage.states()).containsExactly(PENDING);
        stage.lag("billing", 101).ticks(Duration.ofSeconds(15));
        assertThat(stage.states()).containsExactly(PENDING);
        stage.after(TICK);
        assertThat(stage.states()).containsExactly(FIRING);
    }

    @Test
    void whatLiesBetweenTicksThatAreTooFarApartDoesNotCount() {
        Stage stage = new Stage(lagAbove(100, MINUTE, MINUTE));

        stage.lag("billing", 101).ticks(Duration.ofSeconds(50)).after(MINUTE.multipliedBy(10));
        stage.ticks(Duration.ofSeconds(10));
        assertThat(stage.states()).containsExactly(PENDING);
        stage.after(TICK);
        assertThat(stage.states()).containsExactly(FIRING);

        stage.lag("billing", 0).after(TICK).after(MINUTE.multipliedBy(10)).ticks(Duration.ofSeconds(55));
        assertThat(stage.states()).containsExactly(FIRING);
        stage.after(TICK);
        assertThat(stage.states()).isEmpty();
    }

    @Test
    void aStatusIsJudgedByWhatIsKnownOfTheGroup() {
        Stage stage = new Stage(rule(new Condition.GroupStatus(Set.of(Status.LAGGING)), Duration.ZERO, Duration.ZERO));

        stage.partitions("billing", List.of(Stage.unreadable(0), Stage.lagging(1)))
                .after(TICK);
        assertThat(stage.states()).containsExactly(FIRING);
        // The other may still be lagging.
        stage.partitions("billing", List.of(Stage.partition(0, 0), Stage.unreadable(1)))
                .ticks(MINUTE);
        assertThat(stage.states()).containsExactly(FIRING);
        // Whatever it is, the group is stopped.
        stage.partitions("billing", List.of(Stage.partition(0, 1), Stage.unreadable(1)))
                .after(TICK);
        assertThat(stage.states()).isEmpty();
    }

    @Test
    void whoMayStillBeStoppedIsNotCalledWell() {
        Stage stage = new Stage(
                rule(new Condition.GroupStatus(Set.of(Status.STOPPED)), Duration.ZERO, Duration.ZERO),
                rule(new Condition.PartitionStatus(Set.of(Status.STOPPED)), Duration.ZERO, Duration.ZERO));
        stage.lag("billing", 7).after(TICK);

        // Without its members it looks as if somebody read.
        stage.withoutMembers("billing", List.of(Stage.lagging(0))).ticks(MINUTE);
        assertThat(stage.states()).containsExactly(FIRING, FIRING);

        stage.partitions("billing", List.of(Stage.lagging(0))).after(TICK);
        assertThat(stage.states()).isEmpty();
    }

    @Test
    void aPartitionThatIsOnlyNotSeenIsNotGone() {
        Stage stage = new Stage(
                rule(new Condition.PartitionStatus(Set.of(Status.UNCOMMITTED)), Duration.ZERO, Duration.ZERO));
        stage.partitions("billing", List.of(Stage.partition(0, 0), Stage.uncommitted(1)))
                .after(TICK);

        stage.withoutMembers("billing", List.of(Stage.partition(0, 0))).ticks(MINUTE);
        assertThat(stage.states()).containsExactly(FIRING);
        stage.rebalancing("billing", List.of(Stage.partition(0, 0))).ticks(MINUTE);
        assertThat(stage.states()).containsExactly(FIRING);

        stage.lag("billing", 0).after(TICK);
        assertThat(stage.history()).containsExactly(RESOLVED, FIRING);
    }

    @Test
    void anOutageLeavesEverythingAsItIsButTheMonitorsOwn() {
        Rule old = new Rule(
                "old",
                new Condition.OfMonitor(MonitorFigure.SAMPLE_AGE, Stage.above(120)),
                Duration.ZERO,
                Duration.ZERO,
                Severity.CRITICAL,
                Optional.empty(),
                Optional.empty());
        Stage stage = new Stage(lagAbove(100, MINUTE, Duration.ZERO), old);
        stage.lag("billing", 101).ticks(Duration.ofSeconds(50));
        Moment away = stage.now();

        for (int tick = 0; tick < 24; tick++) {
            stage.awayAfter(TICK, away);
        }
        assertThat(stage.states()).containsExactly(PENDING);
        stage.awayAfter(TICK, away);
        assertThat(stage.states()).containsExactly(PENDING, FIRING);
        assertThat(stage.alerts.live(stage.now()).getLast().reason())
                .isEqualTo("Its sample-age is 125 s, above 120 s.");

        stage.after(TICK);
        assertThat(stage.states()).containsExactly(PENDING);
        assertThat(stage.history()).startsWith(RESOLVED, FIRING);
    }

    @Test
    void beforeTheFirstSnapshotTheOutageIsAsOldAsTheSample() {
        Stage stage = new Stage(rule(
                new Condition.OfMonitor(MonitorFigure.SAMPLE_AGE, Stage.above(120)), Duration.ZERO, Duration.ZERO));
        Moment away = stage.now();

        stage.awayAfter(Duration.ofSeconds(121), away);

        assertThat(stage.states()).containsExactly(FIRING);
    }

    @Test
    void theAlertOfAGroupThatIsGoneIsResolvedForThatReason() {
        Stage stage = new Stage(lagAbove(100, Duration.ZERO, Duration.ofHours(1)));

        stage.lag("billing", 101).after(TICK).gone("billing").after(TICK);

        assertThat(stage.states()).isEmpty();
        assertThat(stage.alerts.history().getFirst().alert())
                .satisfies(alert -> assertThat(alert.state()).isEqualTo(RESOLVED))
                .extracting(Alert::reason)
                .isEqualTo("The cluster lists no such group any more. Before that: Its lag is 101, above 100.");
    }

    @Test
    void theAlertOfAPartitionThatIsGoneIsResolvedForThatReason() {
        Stage stage = new Stage(partitionLagAbove(100, Duration.ZERO));

        stage.partitions("billing", 101, 101)
                .after(TICK)
                .partitions("billing", 101)
                .after(TICK);

        assertThat(stage.states()).containsExactly(FIRING);
        assertThat(stage.alerts.history().getFirst().alert().reason()).contains("nor does it own it");
    }

    @Test
    void whoIsNotAboutToLoseAnythingIsWell() {
        Stage stage = new Stage(rule(
                new Condition.OfGroup(
                        GroupFigure.TIME_TO_LOSS, new Bounds(OptionalDouble.empty(), OptionalDouble.of(3600))),
                Duration.ZERO,
                Duration.ZERO));

        stage.partitions(
                        "billing",
                        List.of(Stage.partition(
                                0,
                                OptionalLong.of(9),
                                new Verdict.KeepsPace(9),
                                Optional.of(new Retention(0, Optional.of(Duration.ofMinutes(59)))),
                                Optional.empty())))
                .after(TICK);
        assertThat(stage.states()).containsExactly(FIRING);
        stage.lag("billing", 9).after(TICK);
        assertThat(stage.states()).isEmpty();
    }

    @Test
    void aRuleIsForTheGroupsThatItNames() {
        Rule some = new Rule(
                "some",
                new Condition.OfGroup(GroupFigure.LAG, Stage.above(0)),
                Duration.ZERO,
                Duration.ZERO,
                Severity.INFO,
                Optional.of(Pattern.compile("team-.*")),
                Optional.empty());
        Stage stage = new Stage(some);

        stage.lag("team-a", 1).lag("other", 1).lag("my-team-b", 1).after(TICK);

        assertThat(stage.alerts.live(stage.now()))
                .extracting(alert -> alert.group().orElseThrow())
                .containsExactly("team-a");
    }

    @Test
    void whatIsSilencedIsListedAsThatAndCounted() {
        Stage stage = new Stage(lagAbove(100, Duration.ZERO, Duration.ZERO));
        stage.lag("billing", 101).lag("audit", 101).after(TICK);

        assertThat(stage.alerts.silence(Stage.silence(stage.now(), MINUTE, "bill.*")))
                .isTrue();

        assertThat(stage.states()).containsExactlyInAnyOrder(SILENCED, FIRING);
        assertThat(stage.alerts.counts().of("rule", SILENCED)).isEqualTo(1);
        stage.ticks(MINUTE);
        assertThat(stage.states()).containsOnly(FIRING);
    }

    @Test
    void memoryIsBoundedAndWhatThereIsNoRoomForIsCounted() {
        Stage stage = new Stage(2_000, partitionLagAbove(0, Duration.ZERO));

        stage.partitions("billing", IntStream.range(0, 3_000).mapToLong(_ -> 1).toArray())
                .after(TICK);

        assertThat(stage.states()).hasSize(2_000);
        assertThat(stage.alerts.counts().refused()).isEqualTo(1_000);
        assertThat(stage.history()).hasSize(1_000);
        assertThat(stage.alerts.counts().forgotten()).isEqualTo(1_000);
        // Whoever goes makes room.
        stage.partitions(
                        "billing",
                        IntStream.range(0, 3_000)
                                .mapToLong(number -> number < 1_500 ? 0 : 1)
                                .toArray())
                .after(TICK);
        stage.after(TICK);
        assertThat(stage.states()).hasSize(1_500);
        assertThat(stage.alerts.counts().refused()).isZero();
    }
}
