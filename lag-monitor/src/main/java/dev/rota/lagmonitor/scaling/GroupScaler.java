package dev.rota.lagmonitor.scaling;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.GroupType;
import dev.rota.lagmonitor.evaluation.LogOffsets;
import dev.rota.lagmonitor.evaluation.Member;
import dev.rota.lagmonitor.evaluation.Moment;
import dev.rota.lagmonitor.evaluation.PartitionId;
import dev.rota.lagmonitor.evaluation.PartitionLag;
import dev.rota.lagmonitor.evaluation.Status;
import dev.rota.lagmonitor.scaling.ScalingAdvice.Basis;
import dev.rota.lagmonitor.scaling.ScalingAdvice.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How many members one group wants. It learns how much one member can read from those that had more to read than they could, and
 * how much arrives; the members that can read that, and what is left over within the objective, are wanted.
 *
 * <p>Not thread-safe: the sampler's thread owns it.
 */
final class GroupScaler {

    /** What figures may be wrong by. More is advised when less by this would not do, fewer when more by this would. */
    private static final double SLACK = 0.05;

    /** From an advice until there are members that read. */
    private static final double SECONDS_TO_REACT = 30;

    /** What is not read after so many ticks is backlog; before that it is on its way. */
    private static final int TICKS_ON_ITS_WAY = 3;

    /** After partitions have changed hands, at least: members that have just come are cold, and read slower than they will. */
    private static final double SECONDS_TO_SETTLE = 30;

    /** Kafka's name for the assignor that gives out topic by topic, in both protocols. */
    private static final String RANGE = "range";

    private final ScalingRules rules;
    private final AdaptiveRate arrivals = new AdaptiveRate(0.15);
    private final AdaptiveRate service = new AdaptiveRate(0.5);
    private final Map<String, MemberWork> works = new HashMap<>();
    private final Lately enough;
    private final Pauses pauses;
    private final Trial trial;
    private @Nullable GroupLag before;
    private @Nullable ScalingAdvice last;
    private int tick;
    private double secondsPerTick;

    /** In members; 0 until it is known. */
    private int size;

    private List<Member> knownMembers = List.of();
    private @Nullable Moment describedAt;

    /** How often something was learned of members that may not be those any more. */
    private int learnedSince;

    private @Nullable PartitionId hot;
    private long changedHandsAt;
    private long drainBy;
    private boolean draining;

    /** The most that members have read on average since one was last seen to read as much as it can. */
    private double pace;

    private boolean stopped;

    /** Whether its partitions have ever been seen to stay with their members. */
    private boolean seenSettled;

    GroupScaler(ScalingRules rules) {
        this.rules = rules;
        this.enough = new Lately(rules.scaleDownAfter());
        this.pauses = new Pauses(rules.watchFor());
        this.trial = new Trial(rules.tryFewerAfter());
    }

    /** The advice after a tick; that of the tick before if the group could not be read. */
    ScalingAdvice advise(GroupLag group) {
        GroupLag earlier = before;
        if (last != null && earlier != null && earlier.sampledAt().equals(group.sampledAt())) {
            return last;
        }
        before = group;
        long now = group.sampledAt().nanoTime();
        if (earlier == null) {
            trial.begin(now);
            pauses.begin(now);
            knownMembers = group.members().orElse(List.of());
            describedAt = group.membersAt().orElse(null);
            // They may have just joined.
            changedHandsAt = now;
        } else {
            tick++;
            look(earlier, group, now);
        }
        last = decide(group, now);
        return last;
    }

    private void look(GroupLag earlier, GroupLag group, long now) {
        secondsPerTick = (now - earlier.sampledAt().nanoTime()) / 1e9;
        boolean others =
                group.members().filter(members -> !members.equals(knownMembers)).isPresent();
        if (others) {
            // They may have been others since they were described before.
            service.takeBack(learnedSince);
        }
        if (others || group.state().isRebalancing()) {
            changedHandsAt = now;
        }
        group.roster().filter(roster -> !roster.at().equals(describedAt)).ifPresent(roster -> {
            knownMembers = roster.members();
            describedAt = roster.at();
            learnedSince = 0;
        });
        double arrived = 0;
        List<PartitionLag> older = earlier.partitions();
        int next = 0;
        for (PartitionLag partition : group.partitions()) {
            while (next < older.size() && older.get(next).partition().compareTo(partition.partition()) < 0) {
                next++;
            }
            if (counts(partition, group)
                    && next < older.size()
                    && older.get(next).partition().equals(partition.partition())) {
                arrived += lookAt(
                        older.get(next), partition, earlier.sampledAt().nanoTime(), group.type() == GroupType.SHARE);
            }
        }
        if (isRead(group)) {
            arrivals.add(arrived, secondsPerTick);
        }
        if (isSettling(now) || group.members().isEmpty()) {
            works.clear();
        } else {
            learn(group, now);
        }
    }

    /** Of what no member owns, although there are members, the group has committed once and reads no more. */
    private static boolean counts(PartitionLag partition, GroupLag group) {
        return partition.owner().isPresent()
                || group.type() == GroupType.SHARE
                || group.state().isRebalancing()
                || group.members().filter(members -> !members.isEmpty()).isEmpty();
    }

    private static List<PartitionLag> counting(GroupLag group) {
        return group.partitions().stream()
                .filter(partition -> counts(partition, group))
                .toList();
    }

    /** Whether the logs of all that counts could be read: what is not known must not be taken for nothing. */
    private static boolean isRead(GroupLag group) {
        return counting(group).stream().allMatch(partition -> partition.log().isPresent());
    }

    /** Whether the lag of all that counts is known, or does not matter as there is nothing in the log; not so if nothing counts. */
    private static boolean isLagKnown(GroupLag group) {
        List<PartitionLag> counting = counting(group);
        return !counting.isEmpty()
                && counting.stream()
                        .allMatch(partition -> partition.lag().isPresent()
                                || partition
                                        .log()
                                        .filter(log -> log.start() == log.end())
                                        .isPresent());
    }

    /** @return how much has arrived */
    private long lookAt(PartitionLag older, PartitionLag newer, long since, boolean shared) {
        if (older.log().isEmpty() || newer.log().isEmpty()) {
            return 0;
        }
        long arrived = Math.max(0, end(newer) - end(older));
        if (older.lag().isPresent() && newer.lag().isPresent()) {
            // Of a share group too: what came and is not left was read.
            long read = older.lag().getAsLong() + arrived - newer.lag().getAsLong();
            String owner = shared ? "" : newer.owner().map(Member::memberId).orElse("");
            works.computeIfAbsent(owner, _ -> new MemberWork(since))
                    .add(
                            tick,
                            Math.max(0, read),
                            stableLag(older),
                            stableLag(newer),
                            newer.verdict().status() == Status.STALLED);
        }
        return arrived;
    }

    private static long end(PartitionLag partition) {
        return partition.log().map(LogOffsets::end).orElse(0L);
    }

    private static long stableLag(PartitionLag partition) {
        return partition.stableLag().orElse(0);
    }

    private void learn(GroupLag group, long now) {
        works.values().removeIf(work -> !work.isOf(tick));
        double read = 0;
        double seconds = 0;
        // All members of a share group read all partitions.
        int together = group.type() == GroupType.SHARE
                ? group.members().map(List::size).orElse(0)
                : 1;
        for (MemberWork work : works.values()) {
            double busy = work.busySeconds(now) * together;
            if (busy > 0) {
                read += work.read();
                seconds += busy;
            }
            pauses.note(work, now);
        }
        pauses.conclude(now);
        if (seconds > 0) {
            service.add(read, seconds);
            learnedSince++;
            pace = 0;
            trial.prove(now);
        }
    }

    private boolean isSettling(long now) {
        double settled = Math.max(TICKS_ON_ITS_WAY * secondsPerTick, SECONDS_TO_SETTLE);
        return now - changedHandsAt < settled * 1e9;
    }

    /** What one tick says about what there is to do, in records and in records per second. */
    private final class Work {

        private final GroupLag group;
        private final OptionalDouble perMember;
        private final Hands hands;
        private final double drainSeconds;
        private double arriving;
        private long backlog;
        private int waiting;
        private int standing;
        private long standingFor;
        private double hottest;

        Work(GroupLag group, long now) {
            this.group = group;
            perMember = readPerMember(group);
            hands = new Hands(giving(group));
            arriving = arrivals.perSecondIn(SECONDS_TO_REACT);
            double known = 0;
            double lost = 0;
            List<PartitionLag> open = new ArrayList<>();
            for (PartitionLag partition : counting(group)) {
                long left = stableLag(partition);
                long stands = standsFor(partition, now);
                if (left > 0) {
                    waiting++;
                }
                if (stands > 0) {
                    standing++;
                    standingFor = Math.max(standingFor, stands);
                    lost += arrives(partition);
                } else if (left > 0 || arrives(partition) > 0) {
                    backlog += left;
                    open.add(partition);
                    known += arrives(partition);
                }
            }
            drainSeconds = secondsToDrain(backlog, now);
            // What comes to partitions that stand is no load that others would share.
            arriving *= lost > 0 ? known / (known + lost) : 1;
            PartitionId hotBefore = hot;
            hot = null;
            for (PartitionLag partition : open) {
                double share = known > 0 ? arrives(partition) / known : 1.0 / open.size();
                add(partition, arriving * share, hotBefore);
            }
        }

        private void add(PartitionLag partition, double arrives, @Nullable PartitionId hotBefore) {
            // As long as nobody was busy, one may read more than any has read.
            double one = service.isKnown() ? perMember.orElseThrow() : Double.MAX_VALUE;
            double bound = one * (partition.partition().equals(hotBefore) ? 1 - SLACK : 1 + SLACK);
            boolean isHot = arrives > bound && !isShared();
            if (isHot && arrives > hottest) {
                hottest = arrives;
                hot = partition.partition();
            }
            double due = arrives + (draining ? stableLag(partition) / drainSeconds : 0);
            hands.add(partition.partition(), isShared() ? due : Math.min(due, one), isHot);
        }

        private static double arrives(PartitionLag partition) {
            return partition.rates().arrived().orElse(0);
        }

        private boolean isShared() {
            return group.type() == GroupType.SHARE;
        }

        /** The fewest members that can read so many times what is due. */
        int size(double times) {
            return hands.size(times, perMember.orElseThrow());
        }

        /** The same, with what will have been left over until there are more members. */
        int sizeInTime(int members) {
            double more = Math.max(0, arriving - members * perMember.orElseThrow()) * SECONDS_TO_REACT;
            return size(1 + (hands.due() == 0 ? 0 : more / drainSeconds / hands.due()));
        }

        Basis basis() {
            return new Basis(
                    perMember,
                    arrivals.isKnown() ? OptionalDouble.of(arriving) : OptionalDouble.empty(),
                    backlog,
                    hands.most(),
                    rules.drainWithin(),
                    standing,
                    Duration.ofNanos(standingFor),
                    Optional.ofNullable(hot));
        }
    }

    private static Hands.Giving giving(GroupLag group) {
        if (group.type() == GroupType.SHARE) {
            return Hands.Giving.TO_ALL;
        }
        return group.roster().filter(roster -> roster.assignor().equals(RANGE)).isPresent()
                ? Hands.Giving.BY_TOPIC
                : Hands.Giving.EVENLY;
    }

    private long standsFor(PartitionLag partition, long now) {
        if (stableLag(partition) == 0) {
            return 0;
        }
        Optional<MemberWork> owner = partition.owner().map(Member::memberId).map(works::get);
        long usual = pauses.usual() > 0 ? pauses.usual() : rules.watchFor().toNanos();
        long ofOwner =
                owner.map(work -> work.standsFor(now, secondsPerTick, usual)).orElse(0L);
        // Consumers read what they fetched of one partition before they go on to the next: it may have to wait its
        // turn.
        boolean waits = owner.filter(MemberWork::isBusy).isPresent();
        return ofOwner == 0 && !waits && partition.verdict().status() == Status.STALLED
                ? partition.verdict().stands().map(Duration::toNanos).orElse(1L)
                : ofOwner;
    }

    private double secondsToDrain(long backlog, long now) {
        double objective = rules.drainWithin().toNanos() / 1e9;
        double onItsWay = Math.max(TICKS_ON_ITS_WAY * secondsPerTick, pauses.usualSeconds() + 2 * secondsPerTick);
        if (backlog <= arrivals.perSecond() * onItsWay) {
            draining = false;
        } else if (!draining) {
            draining = true;
            drainBy = now + rules.drainWithin().toNanos();
        }
        return draining ? Math.max((drainBy - now) / 1e9, objective / 4) : objective;
    }

    /** What one member can read or, as long as none was seen to read as much as it can, the most that one has read. */
    private OptionalDouble readPerMember(GroupLag group) {
        int members = group.members().map(List::size).orElse(0);
        // Rates are of the last minutes: those of other members, if they have changed.
        if (members > 0
                && group.sampledAt().nanoTime() - changedHandsAt
                        > rules.watchFor().toNanos()) {
            double read = group.partitions().stream()
                    .mapToDouble(partition -> Math.min(
                            partition.rates().consumed().orElse(0),
                            // Who skips to the end reads nothing of what it skips.
                            partition.rates().arrived().orElse(0)))
                    .sum();
            // One commit more may lie in that time than is due to it.
            double time = rules.watchFor().toNanos() / 1e9;
            double lump = Math.max(0, pauses.usualSeconds() - secondsPerTick);
            pace = Math.max(pace, read / members * time / (time + lump));
        }
        double most = service.isKnown() ? Math.max(service.perSecond(), pace) : pace;
        return most > 0 ? OptionalDouble.of(most) : OptionalDouble.empty();
    }

    /** Whether a member has had as much to read as it can, and has since been taken at that. */
    private boolean isProven() {
        return service.isKnown() && !trial.isDoubted();
    }

    private ScalingAdvice decide(GroupLag group, long now) {
        Work work = new Work(group, now);
        if (group.members().isEmpty() || !arrivals.isKnown() || !isRead(group) || onlyCommits(group)) {
            size = size == 0 ? group.members().map(List::size).orElse(0) : size;
            return advice(group, work, Cause.NOT_KNOWN);
        }
        int members = group.members().get().size();
        if (members == 0) {
            return withoutMembers(group, work);
        }
        stopped = false;
        if (size == 0) {
            size = members;
        }
        if (isSettling(now)) {
            // While one release gives way to the next there are the members of both: better no number than theirs.
            return advice(group, work, seenSettled ? Cause.REBALANCING : Cause.NOT_KNOWN);
        }
        seenSettled = true;
        if (!service.isKnown() && !trial.isRunning()) {
            // Nothing is known that would be better than what there is.
            size = members;
        }
        if (work.waiting > 0 && work.standing == work.waiting && work.arriving == 0) {
            return advice(group, work, Cause.OUTAGE);
        }
        if (work.hands.due() == 0) {
            if (!isLagKnown(group)) {
                return advice(group, work, Cause.LAG_NOT_KNOWN);
            }
            enough.add(now, 0);
            return withFewer(group, work, now, 0);
        }
        if (work.perMember.isEmpty()) {
            return advice(group, work, Cause.LEARNING);
        }
        int up = work.size(1 / (1 + SLACK));
        // What comes to partitions that stand comes back with whoever reads them again.
        int down = Math.max(work.size(1 + SLACK), work.standing > 0 ? size : 0);
        enough.add(now, down);
        if (up > size
                && isProven()
                && service.isSettled()
                && arrivals.isSettled()
                && !pauses.isSilence(now, secondsPerTick)) {
            size = Math.min(work.hands.most(), Math.max(up, work.sizeInTime(members)));
            trial.fail();
            return advice(group, work, cause(work));
        }
        return down < size ? withFewer(group, work, now, down) : tryFewer(group, work, now, members, cause(work));
    }

    /** It assigns itself its partitions, and how many consumers it has nobody sees. */
    private static boolean onlyCommits(GroupLag group) {
        return group.protocol().isEmpty()
                && (group.type() == GroupType.CLASSIC || group.type() == GroupType.UNKNOWN)
                && group.members().filter(List::isEmpty).isPresent();
    }

    private Cause cause(Work work) {
        if (!service.isKnown()) {
            return work.standing > 0 ? Cause.MEMBERS_STAND : Cause.LEARNING;
        }
        if (hot != null && !work.hands.areAllHot()) {
            return Cause.HOT_PARTITION;
        }
        if (work.standing > 0) {
            return Cause.MEMBERS_STAND;
        }
        if (rules.replicas(size) < Math.ceilDiv(size, rules.membersPerReplica())) {
            return Cause.AT_MOST;
        }
        boolean tooMuch = isProven()
                && work.perMember.isPresent()
                && size >= work.hands.most()
                && work.hands.due() > size * work.perMember.getAsDouble() * (1 - SLACK);
        return tooMuch ? Cause.PARTITIONS : Cause.LOAD;
    }

    private ScalingAdvice withoutMembers(GroupLag group, Work work) {
        if (work.hands.due() == 0 && work.waiting == 0) {
            if (!isLagKnown(group)) {
                return advice(group, work, Cause.NOT_KNOWN);
            }
            size = 0;
            return advice(group, work, Cause.LOAD);
        }
        if (isProven()) {
            // Once, so that it does not grow while replicas start.
            size = stopped ? size : Math.min(work.hands.most(), work.size(1));
        }
        stopped = true;
        size = Math.max(1, size);
        return advice(group, work, Cause.STOPPED);
    }

    private ScalingAdvice withFewer(GroupLag group, Work work, long now, int fewer) {
        OptionalInt sufficed =
                enough.greatest(now, Duration.ofNanos(Math.round(TICKS_ON_ITS_WAY * secondsPerTick * 1e9)));
        if (sufficed.isPresent() && sufficed.getAsInt() < size) {
            size = Math.max(fewer, sufficed.getAsInt());
            trial.end();
            return advice(group, work, cause(work));
        }
        return advice(group, work, fewer < size ? Cause.COOLING_DOWN : cause(work));
    }

    /** What one member can read may be more than was seen, or than it was when it was seen. */
    private ScalingAdvice tryFewer(GroupLag group, Work work, long now, int members, Cause otherwise) {
        int replicas = rules.replicas(size);
        boolean inPlace = rules.replicas(members) == replicas;
        if (!draining && inPlace && work.standing == 0 && trial.isDue(now)) {
            int fewer = size;
            while (fewer > 1 && rules.replicas(fewer) == replicas) {
                fewer = work.hands.fewerThan(fewer);
            }
            if (rules.replicas(fewer) < replicas) {
                size = fewer;
                trial.start(now);
                return advice(group, work, Cause.TRYING_FEWER);
            }
            trial.giveUp();
        }
        return advice(group, work, trial.isOpen() ? Cause.TRYING_FEWER : otherwise);
    }

    private ScalingAdvice advice(GroupLag group, Work work, Cause cause) {
        return new ScalingAdvice(
                group.group(),
                group.sampledAt(),
                rules.replicas(size),
                group.members()
                        .filter(_ -> !onlyCommits(group))
                        .map(members -> OptionalInt.of(Math.ceilDiv(members.size(), rules.membersPerReplica())))
                        .orElse(OptionalInt.empty()),
                cause,
                work.basis());
    }
}
