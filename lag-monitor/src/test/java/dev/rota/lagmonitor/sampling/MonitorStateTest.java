package dev.rota.lagmonitor.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.lagmonitor.evaluation.Moment;
import dev.rota.lagmonitor.scaling.ScalingAdvice;
import dev.rota.lagmonitor.scaling.ScalingAdvice.Cause;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which advice is handed to whoever acts upon it. */
class MonitorStateTest {

    private static final Duration BOUND = Duration.ofMinutes(5);

    private static MonitorState state(Cause cause, Moment at) {
        return new MonitorState(
                Optional.empty(),
                Map.of(
                        "billing",
                        new ScalingAdvice(
                                "billing",
                                at,
                                0,
                                OptionalInt.of(0),
                                cause,
                                new ScalingAdvice.Basis(
                                        OptionalDouble.empty(),
                                        OptionalDouble.empty(),
                                        0,
                                        1,
                                        BOUND,
                                        0,
                                        Duration.ZERO,
                                        Optional.empty()))),
                Optional.empty());
    }

    private static Moment ago(Duration time) {
        Moment now = Moment.now();
        return new Moment(now.instant().minus(time), now.nanoTime() - time.toNanos());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOT_KNOWN")
    void whatFollowsFromFreshFiguresIs(Cause cause) {
        assertThat(state(cause, Moment.now()).advice("billing", BOUND)).isPresent();
        assertThat(state(cause, ago(BOUND.plusSeconds(1))).advice("billing", BOUND))
                .isEmpty();
    }

    /** Of a group whose members are known, too: there are none while replicas start. */
    @ParameterizedTest
    @EnumSource(names = "NOT_KNOWN")
    void whatIsNotKnownIsNot(Cause cause) {
        assertThat(state(cause, Moment.now()).advice("billing", BOUND)).isEmpty();
        assertThat(state(cause, Moment.now()).advice("billing")).isPresent();
    }
}
