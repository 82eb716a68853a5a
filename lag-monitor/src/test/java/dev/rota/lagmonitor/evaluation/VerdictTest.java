package dev.rota.lagmonitor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictTest {

    /** Ticks after which the window is full. */
    private static final int WINDOW = 13;

    @Test
    void whoHasReadEverythingIsWellFromTheFirstTickOn() {
        PartitionLag lag = new Watch(100, 100).tick();

        assertThat(lag.verdict()).isEqualTo(new Verdict.Drained());
    }

    @Test
    void whoReadsEverythingNowAndThenIsWell() {
        Watch watch = new Watch(100, 100);
        watch.tick();

        PartitionLag lag = watch.ticks(2, 5_000, 0);

        assertThat(lag.verdict()).isEqualTo(new Verdict.CaughtUp(10_000, Duration.ofSeconds(10)));
        assertThat(lag.verdict().status()).isEqualTo(Status.OK);
    }

    @Test
    void whoIsBehindIsNotJudgedBeforeItWasWatchedForTheWholeWindow() {
        Watch watch = new Watch(0, 100);

        assertThat(watch.ticks(WINDOW - 1, 10, 0).verdict().status()).isEqualTo(Status.UNKNOWN);
        assertThat(watch.ticks(1, 10, 0).verdict().status()).isEqualTo(Status.STALLED);
    }

    @Test
    void whoStandsStillWithSomethingToReadIsStalledAndTheReasonSaysSinceWhen() {
        Watch watch = new Watch(0, 0);
        watch.ticks(WINDOW, 100, 100);

        PartitionLag lag = watch.ticks(WINDOW, 100, 0);

        assertThat(lag.verdict()).isEqualTo(new Verdict.Stands(1_300, Duration.ofSeconds(65)));
        assertThat(lag.verdict().reason()).contains("65 s", "1300 records");
    }

    @Test
    void membersOfBeforeSayNothingOfWhoOwnsWhatNow() {
        Watch watch = new Watch(100, 100);
        watch.tick();

        PartitionLag remembered = watch.ownedByNobody().membersAsTheyWere().ticks(2, 10, 5);
        PartitionLag asked = watch.membersAsTheyAre().ticks(1, 10, 5);

        assertThat(remembered.verdict().status()).isNotEqualTo(Status.STOPPED);
        assertThat(asked.verdict().status()).isEqualTo(Status.STOPPED);
    }

    @Test
    void aShareGroupThatReadsBehindARecordThatIsHeldKeepsPace() {
        Watch watch = new Watch(0, 1_000);
        long end = 1_000;
        PartitionLag lag = watch.acknowledged(900).tick();
        for (int tick = 0; tick < WINDOW * 2; tick++) {
            end += 50;
            lag = watch.written(50).acknowledged(end - 100).tick();
        }

        assertThat(lag.lag()).hasValue(100);
        assertThat(lag.verdict()).isEqualTo(new Verdict.KeepsPace(100));
    }

    @Test
    void whoStandsStillBehindAnIdleTopicIsStalledToo() {
        Watch watch = new Watch(0, 40);

        assertThat(watch.ticks(WINDOW, 0, 0).verdict().status()).isEqualTo(Status.STALLED);
    }

    @Test
    void withoutAMemberItIsStoppedAtOnceAndWellIfNothingIsLeft() {
        Watch watch = new Watch(100, 100).left();

        assertThat(watch.tick().verdict().status()).isEqualTo(Status.OK);
        assertThat(watch.written(1).tick().verdict()).isEqualTo(new Verdict.Unattended(1));
    }

    @Test
    void aGroupThatOnlyCommitsIsJudgedByWhetherItDoes() {
        Watch watch = new Watch(0, 200).neverHadMembers();

        assertThat(watch.ticks(WINDOW, 100, 100).verdict().status()).isEqualTo(Status.OK);
        assertThat(watch.ticks(WINDOW, 100, 0).verdict()).isInstanceOf(Verdict.Silent.class);
    }

    @Test
    void whoReadsMoreSlowlyThanIsWrittenLags() {
        PartitionLag lag = new Watch(0, 1_000).ticks(2 * WINDOW, 100, 70);

        assertThat(lag.verdict()).isInstanceOf(Verdict.FallsBehind.class);
    }

    @Test
    void aSlowDriftIsFoundOverALongerTime() {
        PartitionLag lag = new Watch(0, 100_000).ticks(120, 1_000, 970);

        assertThat(lag.verdict().status()).isEqualTo(Status.LAGGING);
    }

    @Test
    void whoReadsFasterThanIsWrittenRecoversAndSaysWhenItWillBeThere() {
        PartitionLag lag = new Watch(0, 100_000).ticks(2 * WINDOW, 100, 600);

        assertThat(lag.verdict()).isInstanceOfSatisfying(Verdict.Recovers.class, recovers -> {
            // 500 nearer each five seconds.
            assertThat(recovers.eta()).contains(Duration.ofSeconds(lag.lag().getAsLong() / 100));
        });
    }

    @Test
    void whoKeepsItsDistanceIsWellHoweverFarThatIs() {
        PartitionLag lag = new Watch(0, 1_000_000).ticks(3 * WINDOW, 500, 500);

        assertThat(lag.verdict()).isEqualTo(new Verdict.KeepsPace(1_000_000));
    }

    @Test
    void whoCommitsNowAndThenIsNotCalledSlowerForThat() {
        Watch watch = new Watch(0, 500);
        watch.ticks(WINDOW, 100, 100);

        for (int round = 0; round < 20; round++) {
            assertThat(watch.ticks(5, 100, 0).verdict().status()).isEqualTo(Status.OK);
            assertThat(watch.ticks(1, 100, 600).verdict().status()).isEqualTo(Status.OK);
        }
    }

    @Test
    void whoGoesBackIsRewoundUntilItIsWhereItWasOrTheWindowIsOver() {
        Watch watch = new Watch(0, 0);
        watch.ticks(WINDOW, 1_000, 1_000);
        long place = 1_000L * WINDOW;

        assertThat(watch.read(-place).tick().verdict()).isEqualTo(new Verdict.WentBack(place, 0));
        assertThat(watch.ticks(2, 0, 1_000).verdict().status()).isEqualTo(Status.REWOUND);
        assertThat(watch.read(place - 2_000 - 1).tick().verdict().status()).isEqualTo(Status.REWOUND);
        assertThat(watch.read(1).tick().verdict().status()).isEqualTo(Status.OK);
    }

    @Test
    void aLogThatForgetsFasterThanItIsReadIsToldOf() {
        Watch watch = new Watch(10_000, 100_000);

        for (int tick = 0; tick < 2 * WINDOW; tick++) {
            watch.forgotten(100).read(40).tick();
        }
        PartitionLag lag = watch.forgotten(100).read(40).tick();

        Retention retention = lag.retention().orElseThrow();
        assertThat(retention.lost()).isZero();
        // 60 nearer each five seconds.
        long distance =
                lag.currentOffset().getAsLong() - lag.log().orElseThrow().start();
        assertThat(retention.timeToLoss()).contains(Duration.ofMillis(Math.round(distance / 12.0 * 1000)));
    }

    @Test
    void whatTheLogHasForgottenIsCounted() {
        PartitionLag lag = new Watch(100, 1_000).forgotten(150).tick();

        assertThat(lag.retention()).contains(new Retention(50, Optional.of(Duration.ZERO)));
    }

    @Test
    void whoHasReadEverythingLosesNothingWhenTheLogForgetsIt() {
        Watch watch = new Watch(100_000, 100_000);
        for (int tick = 0; tick < 2 * WINDOW; tick++) {
            watch.forgotten(100).tick();
        }

        assertThat(watch.tick().retention()).contains(Retention.SAFE);
    }

    @Test
    void aFirstJumpOfTheLogsBeginningTellsNoPace() {
        Watch watch = new Watch(500_000, 1_000_000);
        watch.ticks(WINDOW, 0, 0);

        assertThat(watch.forgotten(100_000).ticks(WINDOW, 0, 0).retention()).contains(Retention.SAFE);
    }

    @Test
    void aLogThatBeginsAnewIsNoRewind() {
        Watch watch = new Watch(500, 500);
        watch.ticks(WINDOW, 100, 100);

        PartitionLag lag = watch.begunAnew(5).tick();

        assertThat(lag.verdict()).isInstanceOf(Verdict.NotWatchedYet.class);
        assertThat(lag.rates()).isEqualTo(Rates.UNKNOWN);
        assertThat(lag.timeLag().age()).contains(Duration.ZERO);
    }

    @Test
    void aTickInWhichTheGroupCouldNotBeReadCostsNoHistory() {
        Watch watch = new Watch(0, 1_000);
        watch.ticks(2 * WINDOW, 100, 70);

        watch.missed();

        assertThat(watch.written(200).read(140).tick().verdict()).isInstanceOf(Verdict.FallsBehind.class);
    }

    @Test
    void afterALongTimeInWhichItCouldNotBeReadItIsWatchedAgainFirst() {
        Watch watch = new Watch(0, 1_000);
        watch.ticks(2 * WINDOW, 100, 70);
        for (int tick = 0; tick < WINDOW; tick++) {
            watch.missed();
        }

        assertThat(watch.tick().verdict()).isInstanceOf(Verdict.NotWatchedYet.class);
    }

    @Test
    void aShareGroupThatStandsIsStalledAndNeverRewoundHoweverMuchIsWrittenWhileTheClusterIsAsked() {
        Watch watch = new Watch(1_000, 2_000).acknowledged(200);
        for (int tick = 0; tick < 2 * WINDOW; tick++) {
            watch.written(100).writtenInBetween(tick % 2 * 90L).tick();
        }

        assertThat(watch.writtenInBetween(0).tick().verdict()).isInstanceOf(Verdict.Stands.class);
    }

    @Test
    void aShareGroupThatReadsBehindARecordThatItCannotReadStillMoves() {
        Watch watch = new Watch(1_000, 2_000);
        for (int tick = 0; tick < 2 * WINDOW; tick++) {
            watch.acknowledged(tick).tick();
        }

        PartitionLag lag = watch.tick();

        assertThat(lag.verdict().status()).isEqualTo(Status.RECOVERING);
        assertThat(lag.lag()).hasValue(1_000 - 2L * WINDOW + 1);
    }
}
