package dev.rota.lagmonitor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LagEvaluatorTest {

    private static final PartitionId ORDERS_0 = new PartitionId("orders", 0);
    private static final PartitionId ORDERS_1 = new PartitionId("orders", 1);

    private final LagEvaluator evaluator = new LagEvaluator(Duration.ofSeconds(5), Duration.ofMinutes(1), Watch.RULES);

    @Test
    void lagIsWhatLiesBetweenTheCommittedOffsetAndTheEnd() {
        ClusterReading reading = reading(
                Map.of(ORDERS_0, Reading.taken(new LogOffsets(0, 100, 100))), committed("billing", ORDERS_0, 70));

        PartitionLag partition = onlyPartition(evaluator.evaluate(reading));

        assertThat(partition.currentOffset()).hasValue(70);
        assertThat(partition.logEndOffset()).hasValue(100);
        assertThat(partition.lag()).hasValue(30);
        assertThat(partition.gap()).isEmpty();
    }

    @Test
    void anAssignedPartitionWithoutACommitIsShownAndItsLagIsUnknown() {
        Member member = new Member("m-1", "billing-1", "/10.0.0.1", List.of(ORDERS_0));
        ClusterReading reading = reading(
                Map.of(ORDERS_0, Reading.taken(new LogOffsets(0, 100, 100))),
                group("billing", Reading.taken(Roster.of(List.of(member))), Map.of()));

        Snapshot snapshot = evaluator.evaluate(reading);

        PartitionLag partition = onlyPartition(snapshot);
        assertThat(partition.currentOffset()).isEmpty();
        assertThat(partition.lag()).isEmpty();
        assertThat(partition.owner()).contains(member);
        assertThat(partition.verdict().status()).isEqualTo(Status.UNCOMMITTED);
        assertThat(partition.retention()).isEmpty();
        GroupLag group = snapshot.group("billing").orElseThrow();
        assertThat(group.totalLag()).isEmpty();
        assertThat(group.lost()).isEmpty();
    }

    @Test
    void whoHasNothingToReadNeedNotHaveCommitted() {
        Member member = new Member("m-1", "billing-1", "/10.0.0.1", List.of(ORDERS_0));
        ClusterReading reading = reading(
                Map.of(ORDERS_0, Reading.taken(new LogOffsets(100, 100, 100))),
                group("billing", Reading.taken(Roster.of(List.of(member))), Map.of()));

        GroupLag group = evaluator.evaluate(reading).group("billing").orElseThrow();

        assertThat(group.status()).isEqualTo(Status.OK);
        assertThat(group.partitionsOfUnknownLag()).isEqualTo(1);
    }

    @Test
    void theTotalLeavesOutWhatIsUnknownAndCountsIt() {
        ClusterReading reading = reading(
                Map.of(ORDERS_0, Reading.taken(new LogOffsets(0, 100, 100)), ORDERS_1, Reading.missed("no leader")),
                group("billing", Reading.taken(Roster.of(List.of())), Map.of(ORDERS_0, 70L, ORDERS_1, 5L)));

        GroupLag group = evaluator.evaluate(reading).group("billing").orElseThrow();

        assertThat(group.totalLag()).hasValue(30);
        assertThat(group.partitionsOfUnknownLag()).isEqualTo(1);
        assertThat(group.partitions().get(1).gap()).contains("no leader");
    }

    @Test
    void aCommitBeyondTheEndIsNamedAndNeverShownAsLag() {
        ClusterReading reading =
                reading(Map.of(ORDERS_0, Reading.taken(new LogOffsets(0, 3, 3))), committed("billing", ORDERS_0, 70));

        PartitionLag partition = onlyPartition(evaluator.evaluate(reading));

        assertThat(partition.lag()).isEmpty();
        assertThat(partition.gap().orElseThrow()).contains("70", "3", "recreated");
    }

    @Test
    void aGroupThatCannotBeReadKeepsItsFiguresTheirAgeAndTheReasonAndSpoilsNoOther() {
        Snapshot first = evaluator.evaluate(reading(
                Map.of(ORDERS_0, Reading.taken(new LogOffsets(0, 100, 100))),
                committed("billing", ORDERS_0, 70),
                committed("sms", ORDERS_0, 90)));

        Snapshot second = evaluator.evaluate(reading(
                Map.of(ORDERS_0, Reading.taken(new LogOffsets(0, 200, 200))),
                unreadable("billing", "not authorized"),
                committed("sms", ORDERS_0, 90)));

        GroupLag kept = second.group("billing").orElseThrow();
        assertThat(kept.totalLag()).hasValue(30);
        assertThat(kept.sampledAt()).isEqualTo(first.takenAt());
        assertThat(kept.gaps()).containsExactly("not authorized");
        GroupLag other = second.group("sms").orElseThrow();
        assertThat(other.totalLag()).hasValue(110);
        assertThat(other.sampledAt()).isEqualTo(second.takenAt());
        assertThat(other.gaps()).isEmpty();
    }

    @Test
    void aGroupThatCouldNeverBeReadIsListedWithTheReason() {
        Snapshot snapshot = evaluator.evaluate(reading(Map.of(), unreadable("billing", "not authorized")));

        GroupLag group = snapshot.group("billing").orElseThrow();
        assertThat(group.partitions()).isEmpty();
        assertThat(group.totalLag()).isEqualTo(OptionalLong.empty());
        assertThat(group.gaps()).containsExactly("not authorized");
    }

    @Test
    void withoutMembersTheOffsetsAreStillNew() {
        Map<PartitionId, Reading<LogOffsets>> ends = Map.of(ORDERS_0, Reading.taken(new LogOffsets(0, 100, 100)));
        ClusterReading reading =
                reading(ends, group("billing", Reading.missed("coordinator moved"), Map.of(ORDERS_0, 70L)));

        GroupLag group = evaluator.evaluate(reading).group("billing").orElseThrow();

        assertThat(group.members()).isEmpty();
        assertThat(group.totalLag()).hasValue(30);
        assertThat(group.gaps()).containsExactly("coordinator moved");
    }

    @Test
    void aGroupThatIsNoLongerListedIsDropped() {
        evaluator.evaluate(reading(
                Map.of(ORDERS_0, Reading.taken(new LogOffsets(0, 100, 100))), committed("billing", ORDERS_0, 70)));

        Snapshot snapshot = evaluator.evaluate(reading(Map.of()));

        assertThat(snapshot.groups()).isEmpty();
    }

    @Test
    void aGroupThatMayOnlyBeMissingFromTheListIsKept() {
        Snapshot first = evaluator.evaluate(reading(
                Map.of(ORDERS_0, Reading.taken(new LogOffsets(0, 100, 100))), committed("billing", ORDERS_0, 70)));

        Snapshot snapshot = evaluator.evaluate(
                new ClusterReading(Moment.now(), List.of(), Map.of(), Optional.of("broker 2 timed out"), 0));

        GroupLag kept = snapshot.group("billing").orElseThrow();
        assertThat(kept.sampledAt()).isEqualTo(first.takenAt());
        assertThat(kept.gaps()).containsExactly("broker 2 timed out");
    }

    @Test
    void groupsAndPartitionsAreSorted() {
        PartitionId orders10 = new PartitionId("orders", 10);
        PartitionId checkouts = new PartitionId("checkouts", 3);
        ClusterReading reading = reading(
                Map.of(),
                group("sms", Reading.taken(Roster.of(List.of())), Map.of(orders10, 1L, ORDERS_1, 1L, checkouts, 1L)),
                committed("billing", ORDERS_0, 1));

        Snapshot snapshot = evaluator.evaluate(reading);

        assertThat(snapshot.groups()).extracting(GroupLag::group).containsExactly("billing", "sms");
        assertThat(snapshot.group("sms").orElseThrow().partitions())
                .extracting(PartitionLag::partition)
                .containsExactly(checkouts, ORDERS_1, orders10);
    }

    private static PartitionLag onlyPartition(Snapshot snapshot) {
        List<PartitionLag> partitions = snapshot.groups().iterator().next().partitions();
        assertThat(partitions).hasSize(1);
        return partitions.getFirst();
    }

    private static ClusterReading reading(Map<PartitionId, Reading<LogOffsets>> ends, GroupReading... groups) {
        return new ClusterReading(Moment.now(), Arrays.asList(groups), ends, Optional.empty(), 0);
    }

    private static GroupReading committed(String id, PartitionId partition, long offset) {
        return group(id, Reading.taken(Roster.of(List.of())), Map.of(partition, offset));
    }

    private static GroupReading group(String id, Reading<Roster> members, Map<PartitionId, Long> committed) {
        return new GroupReading(
                id,
                GroupType.CLASSIC,
                GroupState.STABLE,
                "consumer",
                members,
                Reading.taken(committed.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, place -> Place.at(place.getValue())))));
    }

    private static GroupReading unreadable(String id, String reason) {
        return new GroupReading(
                id,
                GroupType.CLASSIC,
                GroupState.STABLE,
                "consumer",
                Reading.taken(Roster.of(List.of())),
                Reading.missed(reason));
    }
}
