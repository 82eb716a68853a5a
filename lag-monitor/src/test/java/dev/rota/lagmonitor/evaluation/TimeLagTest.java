package dev.rota.lagmonitor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** Whatever is written and read, and whenever. */
class TimeLagTest {

    private static final Duration DAY = Duration.ofDays(1);

    /** What happens until a tick. */
    record Step(long written, long read, Duration time) {}

    @Property
    void itIsNeverNegativeAndNeverBeyondWhatWasWatchedAndADay(
            @ForAll("steps") List<Step> steps, @ForAll("far") long lag) {
        Watch watch = new Watch(0, lag);
        watch.tick();
        Duration watched = Duration.ZERO;
        for (Step step : steps) {
            watch.written(step.written()).read(Math.min(step.read(), watch.lag()));
            PartitionLag tick = watch.after(step.time());
            watched = watched.plus(step.time());

            assertThat(tick.timeLag().age().orElseThrow()).isBetween(Duration.ZERO, watched.plus(DAY));
        }
    }

    @Property
    void whileTheGroupStandsAndItsProducerRunsItOnlyGrows(@ForAll("steps") List<Step> steps, @ForAll("far") long lag) {
        Watch watch = new Watch(0, lag);
        Duration before = watch.tick().timeLag().age().orElseThrow();
        boolean wasBehind = lag > 0;
        for (Step step : steps) {
            Duration now = watch.written(step.written())
                    .after(step.time())
                    .timeLag()
                    .age()
                    .orElseThrow();
            if (wasBehind) {
                assertThat(now).isGreaterThanOrEqualTo(before.plus(step.time()));
            }
            before = now;
            wasBehind = watch.lag() > 0;
        }
    }

    @Property
    void whoSetsTheClockChangesNoFigure(
            @ForAll("steps") List<Step> steps, @ForAll @LongRange(min = -100_000, max = 100_000) long seconds) {
        Watch watch = new Watch(0, 10);
        Watch other = new Watch(0, 10);
        for (Step step : steps) {
            long read = Math.min(step.read(), watch.lag());

            PartitionLag tick = watch.written(step.written()).read(read).after(step.time());
            PartitionLag moved = other.clockMoved(Duration.ofSeconds(seconds))
                    .written(step.written())
                    .read(read)
                    .after(step.time());

            assertThat(moved).isEqualTo(tick);
        }
    }

    @Property
    void whoHasReadEverythingIsNotBehindInTime(@ForAll("steps") List<Step> steps, @ForAll("far") long lag) {
        Watch watch = new Watch(0, lag);
        watch.tick();
        steps.forEach(step -> watch.written(step.written()).after(step.time()));

        TimeLag drained = watch.read(watch.lag()).tick().timeLag();

        assertThat(drained.method()).isEqualTo(TimeLag.Method.DRAINED);
        assertThat(drained.age()).contains(Duration.ZERO);
    }

    /** The group stands at a record that is written at a known time; however long that is ago, it is found. A try is 1,500 ticks. */
    @Property(tries = 200)
    void itIsRightWithinTheTicksBetweenWhichTheRecordWasWritten(
            @ForAll @LongRange(min = 1, max = 100_000) long perTick,
            @ForAll @LongRange(min = 1, max = 3_000) long ticks) {
        Watch watch = new Watch(0, 0);
        watch.ticks(20, perTick, perTick);
        PartitionLag last = watch.tick();

        for (long tick = 0; tick < ticks; tick++) {
            last = watch.written(perTick).tick();
        }

        TimeLag lag = last.timeLag();
        assertThat(lag.method()).isEqualTo(TimeLag.Method.INTERPOLATED);
        Duration truth = Watch.INTERVAL.multipliedBy(ticks).minus(Watch.INTERVAL.dividedBy(perTick));
        assertThat(lag.age().orElseThrow()).isBetween(truth.minusMillis(10), truth.plusMillis(10));
    }

    /** It moves each tick, so that each time another record is looked for, far back where few ticks are kept. */
    @Example
    void farBackItIsRightWithinItsOwnUncertainty() {
        long perTick = 1_000;
        Watch watch = new Watch(0, 0);
        int behind = (int) Duration.ofHours(5).dividedBy(Watch.INTERVAL);
        watch.ticks(behind, perTick, 0);

        for (int tick = 0; tick < 2_000; tick++) {
            TimeLag lag = watch.written(perTick).read(perTick).tick().timeLag();

            Duration truth = Watch.INTERVAL.multipliedBy(watch.lag() / perTick);
            assertThat(lag.method()).isEqualTo(TimeLag.Method.INTERPOLATED);
            assertThat(lag.age().orElseThrow().minus(truth).abs())
                    .isLessThanOrEqualTo(lag.uncertain().orElseThrow());
        }
    }

    /** Where each tick is kept, one that comes early is not; the record was written between it and the tick before. */
    @Example
    void aTickThatComesEarlyIsATickAllTheSame() {
        Watch watch = new Watch(0, 0);
        watch.ticks(20, 100, 100);

        TimeLag lag = watch.written(100).read(50).after(Duration.ofSeconds(1)).timeLag();

        assertThat(lag.age().orElseThrow()).isLessThan(Duration.ofSeconds(1));
        assertThat(lag.uncertain()).contains(Duration.ofSeconds(1));
    }

    @Example
    void afterABurstItIsStillRightWithinItsOwnUncertainty() {
        Watch watch = new Watch(0, 0);
        watch.ticks(2, 10_000_000, 10_000_000);
        watch.ticks(20, 100, 0);

        for (int tick = 0; tick < 400; tick++) {
            TimeLag lag = watch.written(100).read(100).tick().timeLag();

            Duration truth = Watch.INTERVAL.multipliedBy(watch.lag()).dividedBy(100);
            assertThat(lag.age().orElseThrow().minus(truth).abs())
                    .isLessThanOrEqualTo(lag.uncertain().orElseThrow().plusMillis(50));
        }
    }

    @Example
    void onAnIdleTopicASingleRecordIsNoOlderThanItIs() {
        Watch watch = new Watch(0, 0);
        watch.ticks(700, 0, 0);

        TimeLag lag = watch.written(1).tick().timeLag();

        assertThat(lag.age().orElseThrow()).isLessThanOrEqualTo(Watch.INTERVAL);
    }

    @Example
    void whatIsOlderThanTheMonitorIsGuessedFromHowTheLogGrowsAndSaysSo() {
        Watch watch = new Watch(0, 720_000);
        assertThat(watch.tick().timeLag().atLeast()).isTrue();

        // A thousand each five seconds: 720,000 took an hour.
        TimeLag lag = watch.ticks(60, 1_000, 0).timeLag();

        assertThat(lag.method()).isEqualTo(TimeLag.Method.EXTRAPOLATED);
        assertThat(lag.method().confidence()).isEqualTo(TimeLag.Confidence.LOW);
        assertThat(lag.atLeast()).isFalse();
        assertThat(lag.age().orElseThrow()).isBetween(Duration.ofMinutes(64), Duration.ofMinutes(66));
    }

    @Example
    void howTheLogGrewInAFewSecondsTellsNothingOfTheHoursBefore() {
        Watch watch = new Watch(0, 720_000);
        watch.tick();

        TimeLag lag = watch.written(1).tick().timeLag();

        assertThat(lag.age()).contains(Watch.INTERVAL);
        assertThat(lag.atLeast()).isTrue();
    }

    @Provide
    Arbitrary<Long> far() {
        return Arbitraries.longs().between(0, 1L << 40);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Long> moves =
                Arbitraries.oneOf(Arbitraries.just(0L), Arbitraries.longs().between(0, 100_000));
        Arbitrary<Duration> times = Arbitraries.oneOf(
                Arbitraries.just(Watch.INTERVAL),
                Arbitraries.longs().between(1, 1_000_000).map(Duration::ofMillis));
        return Combinators.combine(moves, moves, times).as(Step::new).list().ofMaxSize(200);
    }
}
