package dev.rota.lagmonitor.evaluation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A group and a log with one partition, under a clock that the test moves from tick to tick. */
final class Watch {

    static final Duration INTERVAL = Duration.ofSeconds(5);
    static final Duration WINDOW = Duration.ofMinutes(1);
    static final Rules RULES = new Rules(1_000, 10_000, Duration.ofMinutes(15), Duration.ofSeconds(45));

    private static final PartitionId PARTITION = new PartitionId("orders", 0);
    private static final Member MEMBER = new Member("m-1", "billing-1", "/10.0.0.1", List.of(PARTITION));

    private final LagEvaluator evaluator = new LagEvaluator(INTERVAL, WINDOW, RULES);
    private long nanoTime = Long.MAX_VALUE - Duration.ofHours(1).toNanos();
    private GroupState state = GroupState.STABLE;
    private GroupType type = GroupType.CLASSIC;
    private String protocol = "consumer";
    private List<Member> members = List.of(MEMBER);
    private long start;
    private long end;
    private long committed;
    private long acknowledged;
    private long inBetween;
    private long uncommitted;
    private Optional<FirstRecord> first = Optional.empty();
    private Duration moved = Duration.ZERO;
    private Optional<Moment> membersAt = Optional.empty();

    Watch(long committed, long end) {
        this.committed = committed;
        this.end = end;
    }

    /** The log ends elsewhere by so much from now on. */
    Watch written(long records) {
        end += records;
        return this;
    }

    /** A transaction writes so many, and is open from now on. */
    Watch writtenInTransaction(long records) {
        uncommitted += records;
        return written(records);
    }

    /** The open transaction ends, which takes an offset. */
    Watch transactionEnds() {
        uncommitted = 0;
        return written(1);
    }

    /** What is found by reading from the group's place on. */
    Watch found(FirstRecord record) {
        first = Optional.of(record);
        return this;
    }

    /** The clock that records are stamped by. */
    Instant clock() {
        return Instant.ofEpochSecond(0, nanoTime).plus(moved);
    }

    /** Somebody sets the clock, forward or back. */
    Watch clockMoved(Duration by) {
        moved = moved.plus(by);
        return this;
    }

    /** The group's place is another one by so much from now on. */
    Watch read(long records) {
        committed += records;
        return this;
    }

    Watch forgotten(long records) {
        start += records;
        return this;
    }

    /** The topic is made again under the same name, and the group has read nothing of it. */
    Watch begunAnew(long records) {
        start = 0;
        end = records;
        committed = 0;
        return this;
    }

    /** Members of a share group have read so many records beyond the first that they have not. */
    Watch acknowledged(long records) {
        type = GroupType.SHARE;
        acknowledged = records;
        return this;
    }

    /** Written after the cluster was asked how much a share group has left, and before it was asked where the log ends. */
    Watch writtenInBetween(long records) {
        inBetween = records;
        return this;
    }

    /** The last member leaves. */
    Watch left() {
        members = List.of();
        state = GroupState.EMPTY;
        return this;
    }

    /** There are members, and none of them owns the partition. */
    Watch ownedByNobody() {
        members = List.of(new Member("m-1", "billing-1", "/10.0.0.1", List.of()));
        return this;
    }

    /** From now on members are those that were read at the latest tick. */
    Watch membersAsTheyWere() {
        membersAt = Optional.of(new Moment(clock(), nanoTime));
        return this;
    }

    Watch membersAsTheyAre() {
        membersAt = Optional.empty();
        return this;
    }

    Watch neverHadMembers() {
        protocol = "";
        return left();
    }

    long lag() {
        return end - committed;
    }

    /** An interval later. */
    PartitionLag tick() {
        return after(INTERVAL);
    }

    PartitionLag after(Duration time) {
        return after(time, Reading.taken(Map.of(PARTITION, place())));
    }

    /** An interval later; this time the group cannot be read. */
    PartitionLag missed() {
        return after(INTERVAL, Reading.missed("Its coordinator moves"));
    }

    private Place place() {
        return type == GroupType.SHARE
                ? Place.of(committed, OptionalLong.of(end - inBetween - committed - acknowledged))
                : first.map(record -> Place.at(committed).before(record)).orElse(Place.at(committed));
    }

    private PartitionLag after(Duration time, Reading<Map<PartitionId, Place>> places) {
        nanoTime += time.toNanos();
        Moment moment = new Moment(clock(), nanoTime);
        Roster roster = new Roster(membersAt.orElse(moment), OptionalInt.empty(), "", members);
        GroupReading group = new GroupReading("billing", type, state, protocol, Reading.taken(roster), places);
        // Only what a group has committed, or its members own, is asked for.
        boolean asked = places instanceof Reading.Taken;
        Reading<LogOffsets> log = Reading.taken(new LogOffsets(start, end - uncommitted, end));
        return evaluator
                .evaluate(new ClusterReading(
                        moment, List.of(group), asked ? Map.of(PARTITION, log) : Map.of(), Optional.empty(), 0))
                .group("billing")
                .orElseThrow()
                .partitions()
                .getFirst();
    }

    /** So many ticks, in each of which so much is written and read; the last one's figures. */
    PartitionLag ticks(int ticks, long written, long read) {
        for (int tick = 1; tick < ticks; tick++) {
            written(written).read(read).tick();
        }
        return written(written).read(read).tick();
    }
}
