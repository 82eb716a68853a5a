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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A group that reads one topic, second by second, under a load that is known: members read so much per second each, commit now
 * and then, come some time after they are asked for, and read nothing while partitions change hands. What it shows goes through the
 * monitor's own evaluation.
 */
final class Replay {

    static final Duration INTERVAL = Duration.ofSeconds(5);
    static final Duration WATCHED_FOR = Duration.ofMinutes(1);

    private static final Rules RULES = new Rules(1_000, 10_000, Duration.ofMinutes(15), Duration.ofSeconds(45));
    static final int START_TAKES = 20;
    private static final int REBALANCE_TAKES = 3;
    private static final int DEALS = 1_001;

    final int partitions;

    private final LagEvaluator evaluator = new LagEvaluator(INTERVAL, WATCHED_FOR, RULES);
    private final Random random;
    private final double[] shares;
    private final double[] written;
    private final double[] position;
    private final double[] committed;
    private final boolean[] paused;
    private final boolean[] hidden;
    private final int[] unread;
    private final List<Double> heaviest = new ArrayList<>();
    private boolean commits = true;
    private double perMember;
    private int topics = 1;
    private boolean oneByOne;
    private int commitEvery = 5;
    private int describedEvery = 1;
    private int ticks;
    private @Nullable Roster roster;
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
        this(even(partitions), perMember, members, seed);
    }

    /**
     * The same.
     *
     * @param shares of each partition in what comes
     */
    Replay(double[] shares, double perMember, int members, long seed) {
        this.shares = shares;
        this.partitions = shares.length;
        this.perMember = perMember;
        this.members = members;
        this.wanted = members;
        random = new Random(seed);
        written = new double[partitions];
        position = new double[partitions];
        committed = new double[partitions];
        paused = new boolean[partitions];
        hidden = new boolean[partitions];
        unread = new int[partitions];
    }

    private static double[] even(int partitions) {
        double[] shares = new double[partitions];
        Arrays.fill(shares, 1.0 / partitions);
        return shares;
    }

    /** The first partition gets this share, all others the rest. */
    Replay skewed(double share) {
        Arrays.fill(shares, (1 - share) / (partitions - 1));
        shares[0] = share;
        return this;
    }

    /** Partitions get between one and three times as much as each other, as keys have it that are spread by their hashes. */
    Replay uneven() {
        Arrays.setAll(
                shares, partition -> (1 + 2.0 * (5 * partition % partitions) / (partitions - 1)) / (2 * partitions));
        return this;
    }

    /** Half of the partitions are another topic's, and the assignor gives out topic by topic. */
    Replay ofTwoTopics() {
        topics = 2;
        return this;
    }

    /** Members read what they fetched of one partition before they go on to the next. */
    Replay oneByOne() {
        oneByOne = true;
        return this;
    }

    Replay commitsEvery(int seconds) {
        commitEvery = seconds;
        return this;
    }

    /** The monitor asks for members at each so manieth tick only. */
    Replay describedEvery(int ticks) {
        describedEvery = ticks;
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

    /** From now on the log of this partition cannot be read. */
    void hide(int number) {
        hidden[number] = true;
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

    /**
     * The fewest members that can read so much per second, in more than half of the ways in which an assignor may give out the partitions,
     * to each as many as to any other or one more; all partitions' if not even those can.
     */
    int enoughFor(double perSecond) {
        if (heaviest.isEmpty()) {
            heaviest.addAll(heaviestHands());
        }
        for (int enough = 1; enough < partitions; enough++) {
            if (perSecond * heaviest.get(enough - 1) <= perMember + 1e-9) {
                return enough;
            }
        }
        return partitions;
    }

    /** By the number of members less one: which share of all comes to the one that gets most of it, in the median. */
    private List<Double> heaviestHands() {
        Random deals = new Random(1);
        List<Double> deck = new ArrayList<>(DoubleStream.of(shares).boxed().toList());
        List<Double> medians = new ArrayList<>();
        for (int count = 1; count <= partitions; count++) {
            double[] heaviest = new double[DEALS];
            for (int deal = 0; deal < DEALS; deal++) {
                Collections.shuffle(deck, deals);
                double[] hands = new double[count];
                for (int partition = 0; partition < partitions; partition++) {
                    hands[partition % count] += deck.get(partition);
                }
                heaviest[deal] = Arrays.stream(hands).max().orElseThrow();
            }
            Arrays.sort(heaviest);
            medians.add(heaviest[DEALS / 2]);
        }
        return medians;
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
        int[] owned = ownedBy(member);
        int[] open = IntStream.of(owned).filter(partition -> !paused[partition]).toArray();
        double behind = IntStream.of(open)
                .mapToDouble(partition -> written[partition] - position[partition])
                .sum();
        double left = perMember;
        for (int partition : open) {
            double there = written[partition] - position[partition];
            double read = oneByOne ? Math.min(left, there) : there * Math.min(1, perMember / behind);
            position[partition] += behind == 0 ? 0 : read;
            left -= read;
        }
        if ((second + member) % commitEvery == 0) {
            for (int partition : owned) {
                committed[partition] = Math.floor(position[partition]);
            }
        }
    }

    private int[] ownedBy(int member) {
        return IntStream.range(0, partitions)
                .filter(partition -> partition(partition).number() % members == member)
                .toArray();
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
            logs.put(
                    partition(number),
                    hidden[number] ? Reading.missed("no leader") : Reading.taken(new LogOffsets(0, end, end)));
        }
        boolean changing = second < changingUntil;
        List<Member> owners = IntStream.range(0, members)
                .mapToObj(member -> new Member(
                        "m-" + member,
                        "billing-" + member,
                        "/10.0.0.1",
                        IntStream.of(ownedBy(member)).mapToObj(this::partition).toList()))
                .toList();
        if (ticks % describedEvery == 0 || roster == null || changing) {
            roster = new Roster(now, OptionalInt.empty(), topics == 1 ? "uniform" : "range", owners);
        }
        ticks++;
        GroupReading group = new GroupReading(
                "billing",
                GroupType.CONSUMER,
                members == 0 ? GroupState.EMPTY : changing ? GroupState.RECONCILING : GroupState.STABLE,
                "consumer",
                Reading.taken(roster),
                Reading.taken(places));
        return evaluator
                .evaluate(new ClusterReading(now, List.of(group), logs, Optional.empty(), 0))
                .group("billing")
                .orElseThrow();
    }

    private PartitionId partition(int index) {
        int each = partitions / topics;
        return new PartitionId(index < each ? "orders" : "checkouts", index % each);
    }
}
