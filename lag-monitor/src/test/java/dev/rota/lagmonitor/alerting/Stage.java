package dev.rota.lagmonitor.alerting;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.GroupState;
import dev.rota.lagmonitor.evaluation.GroupType;
import dev.rota.lagmonitor.evaluation.LogOffsets;
import dev.rota.lagmonitor.evaluation.Markers;
import dev.rota.lagmonitor.evaluation.Moment;
import dev.rota.lagmonitor.evaluation.PartitionId;
import dev.rota.lagmonitor.evaluation.PartitionLag;
import dev.rota.lagmonitor.evaluation.Rates;
import dev.rota.lagmonitor.evaluation.Rebalances;
import dev.rota.lagmonitor.evaluation.Retention;
import dev.rota.lagmonitor.evaluation.Roster;
import dev.rota.lagmonitor.evaluation.Snapshot;
import dev.rota.lagmonitor.evaluation.TimeLag;
import dev.rota.lagmonitor.evaluation.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Groups as a test wants them, under a clock that it moves. */
final class Stage {

    static final NotificationPolicy POLICY =
            new NotificationPolicy(Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofHours(4));

    static final Duration LONGEST_STEP = Duration.ofMinutes(1);

    final Alerts alerts;
    final List<Notification> told = new ArrayList<>();

    private final Map<String, Function<Moment, GroupLag>> groups = new TreeMap<>();
    private long nanoTime = Long.MAX_VALUE - Duration.ofHours(1).toNanos();
    private Optional<Snapshot> snapshot = Optional.empty();

    Stage(Rule... rules) {
        alerts = new Alerts(List.of(rules), POLICY, LONGEST_STEP);
    }

    Stage(int most, Rule... rules) {
        alerts = new Alerts(List.of(rules), POLICY, LONGEST_STEP, most);
    }

    Moment now() {
        return new Moment(Instant.ofEpochSecond(0, nanoTime), nanoTime);
    }

    /** A group of one partition is this far behind from now on. */
    Stage lag(String group, long lag) {
        return partitions(group, lag);
    }

    /** A group's partitions are this far behind from now on. */
    Stage partitions(String group, long... lags) {
        List<PartitionLag> partitions = IntStream.range(0, lags.length)
                .mapToObj(number -> partition(number, lags[number]))
                .toList();
        groups.put(group, at -> group(group, at, partitions, List.of()));
        return this;
    }

    Stage partitions(String group, List<PartitionLag> partitions) {
        groups.put(group, at -> group(group, at, partitions, List.of()));
        return this;
    }

    /** A group's partitions are these from now on, as far as can be told while its members cannot be read. */
    Stage withoutMembers(String group, List<PartitionLag> partitions) {
        groups.put(group, at -> group(group, at, GroupState.STABLE, partitions, List.of("Its coordinator is away")));
        return this;
    }

    /** A group's partitions are these from now on, and change hands. */
    Stage rebalancing(String group, List<PartitionLag> partitions) {
        groups.put(group, at -> group(group, at, GroupState.PREPARING_REBALANCE, partitions, List.of()));
        return this;
    }

    /** A group's figures are those of now from now on, and are not renewed. */
    Stage notRenewed(String group) {
        GroupLag last = snapshot.orElseThrow().group(group).orElseThrow();
        groups.put(group, _ -> last);
        return this;
    }

    Stage gone(String group) {
        groups.remove(group);
        return this;
    }

    /** So much later the cluster is read, and people are told what there is to tell. */
    Stage after(Duration time) {
        nanoTime += time.toNanos();
        snapshot = Optional.of(new Snapshot(
                now(), groups.values().stream().map(made -> made.apply(now())).toList(), 0));
        return observe(Optional.empty());
    }

    /** So much later the cluster cannot be read. */
    Stage awayAfter(Duration time, Moment since) {
        nanoTime += time.toNanos();
        return observe(Optional.of(since));
    }

    private Stage observe(Optional<Moment> awaySince) {
        alerts.judge(new Observation(now(), snapshot, Map.of(), awaySince));
        told.addAll(alerts.due(now()));
        return this;
    }

    /** Ticks of five seconds. */
    Stage ticks(Duration time) {
        for (long left = time.toSeconds(); left > 0; left -= 5) {
            after(Duration.ofSeconds(5));
        }
        return this;
    }

    List<AlertState> states() {
        return alerts.live(now()).stream().map(Alert::state).toList();
    }

    /** The states that alerts came into, the newest first. */
    List<AlertState> history() {
        return alerts.history().stream()
                .map(transition -> transition.alert().state())
                .toList();
    }

    static Rule lagAbove(double bound, Duration pendingFor, Duration keep) {
        return rule(new Condition.OfGroup(GroupFigure.LAG, above(bound)), pendingFor, keep);
    }

    static Rule partitionLagAbove(double bound, Duration pendingFor) {
        return rule(new Condition.OfPartition(PartitionFigure.PARTITION_LAG, above(bound)), pendingFor, Duration.ZERO);
    }

    static Bounds above(double bound) {
        return new Bounds(OptionalDouble.of(bound), OptionalDouble.empty());
    }

    static Rule rule(Condition condition, Duration pendingFor, Duration keep) {
        return new Rule("rule", condition, pendingFor, keep, Severity.WARNING, Optional.empty(), Optional.empty());
    }

    static Silence silence(Moment now, Duration lasting, String group) {
        return new Silence(
                "s-1", Optional.empty(), Optional.of(Pattern.compile(group)), now, lasting, "somebody", "as planned");
    }

    static PartitionLag partition(int number, long lag) {
        return partition(
                number,
                OptionalLong.of(lag),
                lag == 0 ? new Verdict.Drained() : new Verdict.Unattended(lag),
                Optional.of(new Retention(0, Optional.empty())),
                Optional.empty());
    }

    static PartitionLag unreadable(int number) {
        return partition(
                number,
                OptionalLong.empty(),
                new Verdict.NotReadable("Its leader is away"),
                Optional.empty(),
                Optional.of("Its leader is away"));
    }

    static PartitionLag partition(
            int number, OptionalLong lag, Verdict verdict, Optional<Retention> retention, Optional<String> gap) {
        return new PartitionLag(
                new PartitionId("orders", number),
                OptionalLong.of(5),
                lag.isPresent()
                        ? Optional.of(new LogOffsets(0, 5 + lag.getAsLong(), 5 + lag.getAsLong()))
                        : Optional.empty(),
                lag,
                lag,
                lag,
                new Markers(0, Markers.Method.NOT_SEEN),
                Optional.empty(),
                Optional.empty(),
                gap,
                new TimeLag(TimeLag.Method.UNKNOWN, Optional.empty(), false, Optional.empty()),
                verdict,
                new Rates(OptionalDouble.empty(), OptionalDouble.empty()),
                retention,
                Optional.empty());
    }

    /** One that a member owns and nobody has committed. */
    static PartitionLag uncommitted(int number) {
        return partition(
                number, OptionalLong.empty(), new Verdict.NeverCommitted(), Optional.empty(), Optional.empty());
    }

    /** One on which the group falls behind. */
    static PartitionLag lagging(int number) {
        return partition(
                number,
                OptionalLong.of(7),
                new Verdict.FallsBehind(7, 3, Duration.ofMinutes(1)),
                Optional.of(new Retention(0, Optional.empty())),
                Optional.empty());
    }

    static GroupLag group(String id, Moment at, List<PartitionLag> partitions, List<String> gaps) {
        return group(id, at, GroupState.EMPTY, partitions, gaps);
    }

    private static GroupLag group(
            String id, Moment at, GroupState state, List<PartitionLag> partitions, List<String> gaps) {
        return new GroupLag(
                id,
                GroupType.CLASSIC,
                state,
                "consumer",
                at,
                Optional.of(new Roster(at, OptionalInt.empty(), "", List.of())),
                partitions,
                new Rebalances(List.of(), 0, Map.of()),
                List.of(),
                gaps);
    }
}
