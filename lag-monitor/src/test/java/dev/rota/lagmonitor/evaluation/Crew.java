package dev.rota.lagmonitor.evaluation;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** A group's members and the partitions of one topic, under a clock that the test moves from tick to tick. */
final class Crew {

    static final Duration INTERVAL = Duration.ofSeconds(5);
    static final Duration WINDOW = Duration.ofMinutes(1);

    private final LagEvaluator evaluator = new LagEvaluator(INTERVAL, WINDOW, Watch.RULES);
    private final long[] ends;
    private final long[] committed;
    private long nanoTime = Long.MAX_VALUE - Duration.ofHours(1).toNanos();
    private GroupState state = GroupState.STABLE;
    private GroupType type = GroupType.CONSUMER;
    private OptionalInt epoch = OptionalInt.empty();
    private Roster roster = Roster.of(List.of());

    Crew(int partitions) {
        ends = new long[partitions];
        committed = new long[partitions];
    }

    static PartitionId partition(int number) {
        return new PartitionId("orders", number);
    }

    static Member member(String name, int... partitions) {
        return new Member(name, name, "/10.0.0.1", assigned(partitions));
    }

    /** A static member in one of its lives. */
    static Member member(String instance, String memberId, int... partitions) {
        return new Member(memberId, "ward", "/10.0.0.1", Optional.of(instance), assigned(partitions));
    }

    private static List<PartitionId> assigned(int... partitions) {
        return IntStream.of(partitions).mapToObj(Crew::partition).toList();
    }

    Crew is(GroupState next) {
        state = next;
        return this;
    }

    Crew is(GroupType next) {
        type = next;
        return this;
    }

    Crew epoch(int next) {
        epoch = OptionalInt.of(next);
        return this;
    }

    /** To each partition so much more. */
    Crew written(long... records) {
        IntStream.range(0, records.length).forEach(partition -> ends[partition] += records[partition]);
        return this;
    }

    /** Of each partition so much more. */
    Crew read(long... records) {
        IntStream.range(0, records.length).forEach(partition -> committed[partition] += records[partition]);
        return this;
    }

    /** An interval later, with these members. */
    GroupLag tick(Member... members) {
        nanoTime += INTERVAL.toNanos();
        roster = new Roster(now(), epoch, "", List.of(members));
        return evaluate();
    }

    /** An interval later, in which nobody asked for the members. */
    GroupLag tickWithoutAsking() {
        nanoTime += INTERVAL.toNanos();
        return evaluate();
    }

    /** Some time later, with these members. */
    GroupLag after(Duration time, Member... members) {
        nanoTime += time.minus(INTERVAL).toNanos();
        return tick(members);
    }

    private Moment now() {
        return new Moment(Instant.ofEpochSecond(0, nanoTime), nanoTime);
    }

    private GroupLag evaluate() {
        Map<PartitionId, Place> places = new HashMap<>();
        Map<PartitionId, Reading<LogOffsets>> logs = new HashMap<>();
        for (int number = 0; number < ends.length; number++) {
            places.put(partition(number), Place.at(committed[number]));
            logs.put(partition(number), Reading.taken(new LogOffsets(0, ends[number], ends[number])));
        }
        GroupReading group =
                new GroupReading("billing", type, state, "consumer", Reading.taken(roster), Reading.taken(places));
        return evaluator
                .evaluate(new ClusterReading(now(), List.of(group), logs, Optional.empty(), 0))
                .group("billing")
                .orElseThrow();
    }

    /** So many ticks, in each of which so much is written to each partition, and read; the last one's figures. */
    GroupLag ticks(int ticks, long[] records, Member... members) {
        for (int tick = 1; tick < ticks; tick++) {
            written(records).read(records).tick(members);
        }
        return written(records).read(records).tick(members);
    }

    static long[] each(int partitions, long records) {
        long[] all = new long[partitions];
        Arrays.fill(all, records);
        return all;
    }
}
