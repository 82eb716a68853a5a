package dev.rota.lagmonitor.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever groups do, and the cluster does. */
class AlertHistoriesTest {

    private static final Duration TICK = Duration.ofSeconds(5);
    private static final Duration PENDING_FOR = Duration.ofSeconds(15);

    /** What follows what. An alert ends before there may be another of the same group. */
    private static final Map<AlertState, Set<AlertState>> NEXT = Map.of(
            AlertState.PENDING, Set.of(AlertState.FIRING, AlertState.PASSED),
            AlertState.FIRING, Set.of(AlertState.RESOLVED),
            AlertState.RESOLVED, Set.of(AlertState.PENDING),
            AlertState.PASSED, Set.of(AlertState.PENDING));

    /** What happens in one tick. */
    enum Event {
        BAD,
        WELL,
        UNREADABLE,
        GONE,
        AWAY,
        SILENCED,
        HEARD
    }

    record Step(Event event, String group) {}

    @Provide
    Arbitrary<List<Step>> histories() {
        Arbitrary<Event> events = Arbitraries.frequency(
                Tuple.of(8, Event.BAD),
                Tuple.of(4, Event.WELL),
                Tuple.of(2, Event.UNREADABLE),
                Tuple.of(1, Event.GONE),
                Tuple.of(1, Event.AWAY),
                Tuple.of(1, Event.SILENCED),
                Tuple.of(1, Event.HEARD));
        return events.flatMap(event -> Arbitraries.of("a", "b", "c").map(group -> new Step(event, group)))
                .list()
                .ofMaxSize(300);
    }

    @Property
    void statesFollowEachOtherAndPeopleHearOfWhatFiresOnceUntilItIsResolved(@ForAll("histories") List<Step> steps) {
        Stage stage = new Stage(Stage.lagAbove(0, PENDING_FOR, Duration.ofSeconds(10)));

        for (Step step : steps) {
            play(stage, step);
        }

        Map<String, AlertState> last = new HashMap<>();
        for (Transition transition : stage.alerts.history().reversed()) {
            Alert alert = transition.alert();
            String group = alert.group().orElseThrow();
            AlertState before = last.put(group, alert.state());
            assertThat(alert.state()).isIn(before == null ? Set.of(AlertState.PENDING) : NEXT.get(before));
            if (alert.state() == AlertState.FIRING) {
                assertThat(transition.at().nanoTime() - alert.since().nanoTime())
                        .isGreaterThanOrEqualTo(PENDING_FOR.toNanos());
            }
        }
        List<String> heard = new ArrayList<>();
        for (Notification notification : stage.told) {
            assertThat(notification.firing() + notification.resolved()).isPositive();
            notification
                    .latestResolved()
                    .forEach(alert -> assertThat(heard.remove(alert.group().orElseThrow()))
                            .as("it was told that %s fires", alert.subject())
                            .isTrue());
            notification.worst().stream()
                    .map(alert -> alert.group().orElseThrow())
                    .filter(group -> !heard.contains(group))
                    .forEach(heard::add);
        }
    }

    private static void play(Stage stage, Step step) {
        switch (step.event()) {
            case BAD -> stage.lag(step.group(), 1).ticks(TICK);
            case WELL -> stage.lag(step.group(), 0).ticks(TICK);
            case UNREADABLE ->
                stage.partitions(step.group(), List.of(Stage.unreadable(0))).ticks(TICK);
            case GONE -> stage.gone(step.group()).ticks(Duration.ofMinutes(1));
            case AWAY -> stage.awayAfter(Duration.ofMinutes(2), stage.now());
            case SILENCED -> stage.alerts.silence(Stage.silence(stage.now(), Duration.ofMinutes(10), step.group()));
            case HEARD -> stage.alerts.endSilence("s-1");
        }
    }
}
