package dev.rota.lagmonitor.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.Moment;
import dev.rota.lagmonitor.evaluation.PartitionLag;
import dev.rota.lagmonitor.evaluation.Snapshot;
import dev.rota.lagmonitor.evaluation.Status;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What judging takes. */
class AlertsCostTest {

    private static final int TICKS = 10;

    @Test
    void aHundredThousandPartitionsAreJudgedWithinASecondWhetherTheyAreWellOrNot() {
        Alerts alerts = new Alerts(
                List.of(
                        rule("group status", new Condition.GroupStatus(Set.of(Status.STOPPED))),
                        rule("group status 2", new Condition.GroupStatus(Set.of(Status.LAGGING))),
                        rule("lag", new Condition.OfGroup(GroupFigure.LAG, Stage.above(1_000_000))),
                        rule("lost", new Condition.OfGroup(GroupFigure.LOST, Stage.above(0))),
                        rule(
                                "loss",
                                new Condition.OfGroup(
                                        GroupFigure.TIME_TO_LOSS,
                                        new Bounds(OptionalDouble.empty(), OptionalDouble.of(3600)))),
                        rule("open", new Condition.OfPartition(PartitionFigure.OPEN_TRANSACTION, Stage.above(900))),
                        rule("partition", new Condition.OfPartition(PartitionFigure.PARTITION_LAG, Stage.above(0)))),
                Stage.POLICY,
                Stage.LONGEST_STEP);

        Duration well = fastest(alerts, snapshots(1_000, 100, 0));
        Duration bad = fastest(alerts, snapshots(1_000, 100, 1));

        assertThat(alerts.counts().of("partition", AlertState.FIRING)).isPositive();
        assertThat(well).isLessThan(Duration.ofSeconds(1));
        assertThat(bad).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void partitionsThatAreWellCostNoMemory() {
        Alerts alerts = new Alerts(
                List.of(
                        rule("lag", new Condition.OfPartition(PartitionFigure.PARTITION_LAG, Stage.above(0))),
                        rule("open", new Condition.OfPartition(PartitionFigure.OPEN_TRANSACTION, Stage.above(0))),
                        rule("status", new Condition.PartitionStatus(Set.of(Status.STOPPED)))),
                Stage.POLICY,
                Stage.LONGEST_STEP);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Snapshot> snapshots = snapshots(1, 100_000, 0);
        judge(alerts, snapshots.getFirst());

        long before = threads.getCurrentThreadAllocatedBytes();
        judge(alerts, snapshots.getLast());

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
    }

    private static Duration fastest(Alerts alerts, List<Snapshot> snapshots) {
        return snapshots.stream()
                .map(snapshot -> {
                    long start = System.nanoTime();
                    judge(alerts, snapshot);
                    var _ = alerts.due(snapshot.takenAt());
                    return Duration.ofNanos(System.nanoTime() - start);
                })
                .min(Duration::compareTo)
                .orElseThrow();
    }

    private static void judge(Alerts alerts, Snapshot snapshot) {
        alerts.judge(new Observation(snapshot.takenAt(), Optional.of(snapshot), Map.of(), Optional.empty()));
    }

    private static List<Snapshot> snapshots(int groups, int partitions, long lag) {
        List<PartitionLag> figures = IntStream.range(0, partitions)
                .mapToObj(number -> Stage.partition(number, lag))
                .toList();
        return IntStream.range(0, TICKS)
                .mapToObj(tick -> {
                    Moment at = new Moment(
                            Instant.EPOCH,
                            Duration.ofSeconds(5L * tick + (lag > 0 ? 100 : 0)).toNanos());
                    List<GroupLag> made = IntStream.range(0, groups)
                            .mapToObj(group -> Stage.group("group-" + group, at, figures, List.of()))
                            .toList();
                    return new Snapshot(at, made, 0);
                })
                .toList();
    }

    private static Rule rule(String name, Condition condition) {
        return new Rule(
                name, condition, Duration.ZERO, Duration.ZERO, Severity.INFO, Optional.empty(), Optional.empty());
    }
}
