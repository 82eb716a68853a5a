package dev.rota.lagmonitor.scaling;

import dev.rota.lagmonitor.evaluation.ClusterReading;
import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.GroupReading;
import dev.rota.lagmonitor.evaluation.GroupState;
import dev.rota.lagmonitor.evaluation.GroupType;
import dev.rota.lagmonitor.evaluation.LagEvaluator;
import dev.rota.lagmonitor.evaluation.LogOffsets;
import dev.rota.lagmonitor.evaluation.Member;
import dev.rota.lagmonitor.evaluation.Moment;
import dev.rota.lagmonitor.evaluation.PartitionId;
import dev.rota.lagmonitor.evaluation.Place;
import dev.rota.lagmonitor.evaluation.Reading;
import dev.rota.lagmonitor.evaluation.Roster;
import dev.rota.lagmonitor.evaluation.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * A group that reads one topic, second by second, under a load that is known: members read so much per second each, commit now
 * and then, come some time after they are asked for, and read nothing while partitions change hands. What it shows goes through the
 * monitor's own evaluation.
 */
final class Replay {

    static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final Rules RULES = new Rules(1_000, 10_000, Duration.ofMinutes(15), Duration.ofSeconds(45));
    private static final int COMMIT_EVERY = 5;
    static final int START_TAKES = 20;
    private static final int REBALANCE_TAKES = 3;

    final int partitions;

    private final LagEvaluator evaluator = new LagEvaluator(INTERVAL, Duration.ofMinutes(1), RULES);
    private final Random random;
    private final double[] shares;
    private final double[] written;
    private final double[] position;
    private final double[] committed;
    private final boolean[] paused;
    private final int[] unread;
    private boolean commits = true;
    private double perMember;
    private int members;
    private int wanted;
    private int changeAt = Integer.MAX_VALUE;
    private int changingUntil;
    private int second;
    private double memberSeconds;
    private double worstAge;
    private final List<double[]> marks = new ArrayList<>();

    /**
     * A group.
     *
     * @param perMember records per second that one member reads
     */
    Replay(int partitions, double perMember, int members, long seed) {
        this.partitions = partitions;
        this.perMember = perMember;
        this.members = members;
        this.wanted = members;
        random = new Random(seed);
        shares = new double[partitions];
        Arrays.fill(shares, 1.0 / partitions);
        written = new double[partitions];
        position = new double[partitions];
        committed = new double[partitions];
        paused = new boolean[partitions];
        unread = new int[partitions];
    }

    /** The first partition gets this share, all others the rest. */
    Replay skewed(double share) {
        Arrays.fill(shares, (1 - share) / (partitions - 1));
        shares[0] = share;
        return this;
    }

    /** Members that never commit what they read. */
    Replay withoutCommits() {
        commits = false;
        return this;
    }

    /** From now on. */
    void reads(double perSecond) {
        perMember = perSecond;
    }

    /** From now on the owners of these partitions read nothing of them. */
    void pause(int... numbers) {
        IntStream.of(numbers).forEach(number -> paused[number] = true);
    }

    void resume() {
        Arrays.fill(paused, false);
    }

    /** The members there are now. */
    int members() {
        return members;
    }

    double perMember() {
        return perMember;
    }

    int second() {
        return second;
    }

    double memberSeconds() {
        return memberSeconds;
    }

    /** Seconds since the oldest record was written that was not read, at the worst moment so far. */
    double worstAge() {
        return worstAge;
    }

    double backlog() {
        double backlog = 0;
        for (int partition = 0; partition < partitions; partition++) {
            backlog += written[partition] - position[partition];
        }
        return backlog;
    }

    /** So many members are to be there, as soon as may be. */
    void scale(int to) {
        if (to != wanted) {
            wanted = to;
            changeAt = second + START_TAKES;
        }
    }

    /** An interval later, under this load. */
    GroupLag tick(DoubleUnaryOperator load) {
        for (int passed = 0; passed < INTERVAL.toSeconds(); passed++) {
            step(load.applyAsDouble(second));
        }
        return evaluate();
    }

    private void step(double load) {
        second++;
        if (second >= changeAt) {
            changeAt = Integer.MAX_VALUE;
            members = wanted;
            changingUntil = second + REBALANCE_TAKES;
            System.arraycopy(position, 0, committed, 0, partitions);
        }
        memberSeconds += members;
        for (int partition = 0; partition < partitions; partition++) {
            double mean = load * shares[partition];
            written[partition] += Math.max(0, Math.round(mean + random.nextGaussian() * Math.sqrt(mean)));
        }
        marks.add(written.clone());
        if (second >= changingUntil) {
            for (int member = 0; member < members; member++) {
                read(member);
            }
        }
        age();
    }

    private void read(int member) {
        double behind = 0;
        for (int partition = member; partition < partitions; partition += members) {
            behind += paused[partition] ? 0 : written[partition] - position[partition];
        }
        double share = behind <= perMember ? 1 : perMember / behind;
        for (int partition = member; partition < partitions; partition += members) {
            if (!paused[partition]) {
                position[partition] += share * (written[partition] - position[partition]);
            }
        }
        if ((second + member) % COMMIT_EVERY == 0) {
            for (int partition = member; partition < partitions; partition += members) {
                committed[partition] = Math.floor(position[partition]);
            }
        }
    }

    private void age() {
        for (int partition = 0; partition < partitions; partition++) {
            // Of the second whose records are the oldest that were not read.
            while (unread[partition] < second && marks.get(unread[partition])[partition] <= position[partition] + 0.5) {
                unread[partition]++;
            }
            worstAge = Math.max(worstAge, second - unread[partition]);
        }
    }

    private GroupLag evaluate() {
        long nanoTime = Duration.ofSeconds(1_000_000 + second).toNanos();
        Moment now = new Moment(Instant.ofEpochSecond(0, nanoTime), nanoTime);
        Map<PartitionId, Place> places = new HashMap<>();
        Map<PartitionId, Reading<LogOffsets>> logs = new HashMap<>();
        for (int number = 0; number < partitions; number++) {
            if (commits) {
                places.put(partition(number), Place.at((long) committed[number]));
            }
            long end = (long) written[number];
            logs.put(partition(number), Reading.taken(new LogOffsets(0, end, end)));
        }
        boolean changing = second < changingUntil;
        List<Member> owners = IntStream.range(0, members)
                .mapToObj(member -> new Member(
                        "m-" + member,
                        "billing-" + member,
                        "/10.0.0.1",
                        IntStream.iterate(member, number -> number < partitions, number -> number + members)
                                .mapToObj(Replay::partition)
                                .toList()))
                .toList();
        GroupReading group = new GroupReading(
                "billing",
                GroupType.CONSUMER,
                members == 0 ? GroupState.EMPTY : changing ? GroupState.RECONCILING : GroupState.STABLE,
                "consumer",
                Reading.taken(new Roster(now, OptionalInt.empty(), owners)),
                Reading.taken(places));
        return evaluator
                .evaluate(new ClusterReading(now, List.of(group), logs, Optional.empty(), 0))
                .group("billing")
                .orElseThrow();
    }

    private static PartitionId partition(int number) {
        return new PartitionId("orders", number);
    }
}
