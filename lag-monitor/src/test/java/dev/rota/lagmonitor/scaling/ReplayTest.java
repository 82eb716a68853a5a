package dev.rota.lagmonitor.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.scaling.ScalingAdvice.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Advice followed through hours of load, beside somebody who knows the load in advance and beside KEDA's formula. The figures
 * are in the README.
 */
class ReplayTest {

    private static final double ONE = 100;
    private static final int PARTITIONS = 12;
    private static final long SEED = 7;
    private static final int STEPS = 48;
    private static final int STEP = 1_200;

    /** In these the group is behind and shows what one member can read. */
    private static final int WARM_UP = 600;

    private static final Duration OBJECTIVE = Duration.ofMinutes(5);

    private static final ScalingRules RULES = new ScalingRules(
            OBJECTIVE, 1, OptionalInt.empty(), 1, Replay.WATCHED_FOR, Duration.ofMinutes(2), Duration.ofMinutes(30));

    private static final Map<Curve, Outcome> ADVISED = new EnumMap<>(Curve.class);

    /** What came in the busiest minute that was recorded is played as what so many members can read. */
    private static final double BUSIEST = 4 * ONE;

    private static final double[] LEVELS =
            new Random(1).doubles(STEPS, 0.3 * ONE, 10.3 * ONE).toArray();

    /** Records per second by the second, and by how many times as many member seconds as the planner's it may be answered. */
    @SuppressWarnings("ImmutableEnumChecker") // the functions have no state
    enum Curve {
        FLAT(1.10, 14_400, _ -> 3.4 * ONE),
        STEPS(1.10, ReplayTest.STEPS * STEP, second -> LEVELS[(int) Math.min(ReplayTest.STEPS - 1, second / STEP)]),
        RAMP(1.10, 14_400, second -> ONE * (0.5 + 9 * Math.max(0, 1 - Math.abs(second / 3_600 - 1)))),
        SINE(1.10, 14_400, second -> ONE * (5.5 - 4.5 * Math.cos(2 * Math.PI * second / 3_600))),
        UNEVEN(
                1.10,
                14_400,
                second -> ONE * (3.5 - 2.5 * Math.cos(2 * Math.PI * second / 3_600)),
                () -> even().uneven()),
        /** A day of a ward that was recorded in twenty minutes, in four hours. */
        RECORDED(
                1.10,
                14_400,
                second -> BUSIEST * Recorded.ORDERS.of(second / 12),
                () -> new Replay(Recorded.ORDERS.shares(), ONE, 1, SEED)),
        /** Nobody who does not know the future can tell two minutes of it from a step, and the planner spreads them over ten. */
        BURSTS(1.45, 14_400, second -> ONE * (second % 1_800 >= 900 && second % 1_800 < 1_020 ? 8 : 1.5));

        private final double most;
        private final int seconds;
        private final DoubleUnaryOperator load;
        private final Supplier<Replay> group;

        Curve(double most, int seconds, DoubleUnaryOperator load) {
            this(most, seconds, load, ReplayTest::even);
        }

        Curve(double most, int seconds, DoubleUnaryOperator load, Supplier<Replay> group) {
            this.most = most;
            this.group = group;
            this.seconds = WARM_UP + seconds;
            this.load = second -> second < WARM_UP ? 2.5 * ONE : load.applyAsDouble(second - WARM_UP);
        }
    }

    /**
     * A change of size.
     *
     * @param backlog when it was decided
     */
    private record Decision(int second, int from, int to, double backlog, Cause cause) {

        boolean isMore() {
            return to > from;
        }
    }

    /** What came of following somebody's advice. */
    private record Outcome(double memberSeconds, double worstAge, List<Decision> decisions) {}

    @ParameterizedTest
    @EnumSource
    void costsHardlyMoreThanIfTheLoadWereKnownInAdvance(Curve curve) {
        Outcome advised = followAdvice(curve);
        Replay known = curve.group.get();
        Outcome planned = follow(known, curve, Planner.of(known, curve.load));

        assertThat(advised.memberSeconds() / planned.memberSeconds()).isLessThanOrEqualTo(curve.most);
        assertThat(advised.worstAge()).isLessThanOrEqualTo((double) OBJECTIVE.toSeconds());
    }

    @ParameterizedTest
    @EnumSource
    void changesLessOftenThanTheLagByAnyThresholdThatKeepsTheObjectiveAndCostsLessOrLetsRecordsWaitLess(Curve curve) {
        Outcome advised = followAdvice(curve);

        List<Outcome> byLag = DoubleStream.of(5, 15, 60, 300)
                .mapToObj(seconds ->
                        follow(curve.group.get(), curve, Sizer.keda(seconds * ONE, curve.group.get().partitions)))
                .filter(outcome -> outcome.worstAge() <= OBJECTIVE.toSeconds())
                .toList();

        assertThat(byLag).isNotEmpty().allSatisfy(outcome -> {
            assertThat(advised.worstAge() < outcome.worstAge() || advised.memberSeconds() < outcome.memberSeconds())
                    .isTrue();
            assertThat(advised.decisions()).hasSizeLessThan(outcome.decisions().size());
        });
    }

    @Test
    void answersAStepWithOneDecisionThatIsRight() {
        List<Decision> all = followAdvice(Curve.STEPS).decisions();
        int right = 0;
        for (int step = 1; step < STEPS; step++) {
            int from = WARM_UP + step * STEP;
            List<Decision> decisions = all.stream()
                    .filter(decision -> decision.second() > from && decision.second() <= from + STEP)
                    .toList();
            int before = all.stream()
                    .filter(decision -> decision.second() <= from)
                    .reduce((_, last) -> last)
                    .map(Decision::to)
                    .orElse(1);
            right += isRight(LEVELS[step], before, withoutTries(decisions)) ? 1 : 0;
        }
        assertThat(right).isGreaterThanOrEqualTo((int) Math.ceil(0.95 * (STEPS - 1)));
    }

    /** One that is tried for want of knowledge is no answer to a step, nor is taking it back. */
    private static List<Decision> withoutTries(List<Decision> decisions) {
        List<Decision> answers = new ArrayList<>();
        boolean tried = false;
        for (Decision decision : decisions) {
            if (decision.cause() != Cause.TRYING_FEWER && !(tried && decision.to() > decision.from())) {
                answers.add(decision);
            }
            tried = decision.cause() == Cause.TRYING_FEWER;
        }
        return answers;
    }

    private static boolean isRight(double level, int before, List<Decision> decisions) {
        Replay even = even();
        int enough = even.enoughFor(level);
        if (decisions.isEmpty()) {
            return before == enough;
        }
        Decision first = decisions.getFirst();
        // More have to come for what is left over, and those go when it is read.
        double over = first.backlog() + Math.max(0, level - first.from() * ONE) * 30;
        boolean forBacklog =
                first.to() > first.from() && first.to() == even.enoughFor(level + over / OBJECTIVE.toSeconds());
        return decisions.size() == 1
                ? first.to() == enough || forBacklog
                : decisions.size() == 2 && forBacklog && decisions.getLast().to() == enough;
    }

    /** More may come for what is left over, and go again; under one load that is the end of it. */
    @ParameterizedTest
    @EnumSource
    void neverGoesToAndFro(Curve curve) {
        List<Decision> decisions = withoutTries(followAdvice(curve).decisions());
        for (int index = 2; index < decisions.size(); index++) {
            List<Decision> three = decisions.subList(index - 2, index + 1);
            boolean oneLoad = three.stream()
                            .allMatch(decision ->
                                    Math.abs(load(curve, decision) / load(curve, three.getFirst()) - 1) < 0.05)
                    && three.get(2).second() - three.get(0).second() < STEP;
            boolean toAndFro = three.get(0).isMore() != three.get(1).isMore()
                    && three.get(1).isMore() != three.get(2).isMore();
            assertThat(oneLoad && toAndFro).as("%s", three).isFalse();
        }
    }

    @Test
    void triesFewerLessAndLessOftenIfItIsNotEnough() {
        List<Decision> tries = followAdvice(Curve.FLAT).decisions().stream()
                .filter(decision -> decision.cause() == Cause.TRYING_FEWER)
                .toList();
        assertThat(tries).hasSize(3);
        assertThat(tries.get(2).second() - tries.get(1).second())
                .isGreaterThan(tries.get(1).second() - tries.get(0).second() + 1_800);
    }

    private static double load(Curve curve, Decision decision) {
        return curve.load.applyAsDouble(decision.second());
    }

    private static Replay even() {
        return new Replay(PARTITIONS, ONE, 1, SEED);
    }

    /** The same for every test, as nothing of it is left to chance. */
    private static Outcome followAdvice(Curve curve) {
        return ADVISED.computeIfAbsent(curve, ReplayTest::advised);
    }

    private static Outcome advised(Curve curve) {
        GroupScaler scaler = new GroupScaler(RULES);
        Replay replay = curve.group.get();
        List<Decision> decisions = new ArrayList<>();
        Outcome outcome = follow(replay, curve, group -> {
            ScalingAdvice advice = scaler.advise(group);
            int before = decisions.isEmpty() ? 1 : decisions.getLast().to();
            if (advice.wanted() != before) {
                decisions.add(new Decision(
                        replay.second(), before, advice.wanted(), advice.basis().backlog(), advice.cause()));
            }
            return advice.wanted();
        });
        return new Outcome(outcome.memberSeconds(), outcome.worstAge(), decisions);
    }

    private static Outcome follow(Replay replay, Curve curve, Sizer sizer) {
        List<Decision> decisions = new ArrayList<>();
        int size = replay.members();
        while (replay.second() < curve.seconds) {
            GroupLag group = replay.tick(curve.load);
            int wanted = sizer.size(group);
            if (wanted != size) {
                decisions.add(new Decision(replay.second(), size, wanted, replay.backlog(), Cause.LOAD));
                size = wanted;
            }
            replay.scale(wanted);
        }
        return new Outcome(replay.memberSeconds(), replay.worstAge(), decisions);
    }
}
