package dev.rota.lagmonitor.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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
    void statesFollowEachOther(@ForAll("histories") List<Step> steps) {
        Stage stage = stage();

        steps.forEach(step -> play(stage, step));

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
    }

    @Property
    void peopleHearOfWhatFiresUnlessItIsSilencedAndThatItIsResolvedOnce(@ForAll("histories") List<Step> steps) {
        Stage stage = stage();
        // Of whom people have still to hear, and of whom they have heard last that they fire.
        Set<String> owed = new HashSet<>();
        Set<String> heard = new HashSet<>();

        for (Step step : steps) {
            play(stage, step);
            hear(stage, owed, heard);
        }
        play(stage, new Step(Event.HEARD, ""));
        stage.ticks(Duration.ofMinutes(10));
        hear(stage, owed, heard);

        assertThat(owed).isEmpty();
    }

    private static void hear(Stage stage, Set<String> owed, Set<String> heard) {
        for (Alert alert : stage.alerts.live(stage.now())) {
            String group = alert.group().orElseThrow();
            if (alert.state() == AlertState.SILENCED) {
                owed.remove(group);
            } else if (alert.state() == AlertState.FIRING && !heard.contains(group)) {
                owed.add(group);
            }
        }
        for (Notification notification : stage.told) {
            Set<String> firing = groups(notification.worst());
            Set<String> resolved = groups(notification.latestResolved());
            assertThat(firing.size() + resolved.size()).isPositive();
            assertThat(Collections.disjoint(firing, resolved)).isTrue();
            long fresh = Stream.concat(firing.stream(), resolved.stream())
                    .filter(group -> !heard.contains(group))
                    .count();
            assertThat(fresh).isLessThanOrEqualTo(notification.fresh());
            heard.removeAll(resolved);
            heard.addAll(firing);
            owed.removeAll(firing);
            owed.removeAll(resolved);
        }
        stage.told.clear();
    }

    private static Set<String> groups(List<Alert> alerts) {
        List<String> groups =
                alerts.stream().map(alert -> alert.group().orElseThrow()).toList();
        assertThat(groups).doesNotHaveDuplicates();
        return Set.copyOf(groups);
    }

    private static Stage stage() {
        return new Stage(Stage.lagAbove(0, PENDING_FOR, Duration.ofSeconds(10)));
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
