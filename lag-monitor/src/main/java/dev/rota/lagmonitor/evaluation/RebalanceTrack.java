package dev.rota.lagmonitor.evaluation;

import dev.rota.lagmonitor.evaluation.Rebalance.Cause;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One group's members as they were seen from tick to tick, and the rebalances that follow from it: the group says that it is
 * rebalancing, or it has another epoch, other members, or they own other partitions.
 *
 * <p>Not thread-safe: the sampler's thread owns it.
 */
final class RebalanceTrack {

    private static final int MOST = 20;
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration AN_HOUR = Duration.ofHours(1);

    private final Map<Cause, Long> counts = new EnumMap<>(Cause.class);
    private final Deque<Rounds> lastHour = new ArrayDeque<>(1);
    private final Map<String, Parting> partings = new HashMap<>();
    private List<Rebalance> ended = List.of();
    private @Nullable Rebalance underWay;
    private GroupState state = GroupState.UNKNOWN;

    /** When members were described last, whatever the state. */
    private @Nullable Moment described;

    /** The last tick at which the state was known. */
    private @Nullable Moment stateKnown;

    /** The last members that were described while nothing changed hands. */
    private @Nullable Roster settled;

    /** Assignments that had been made when a rebalance ended. */
    private record Rounds(long nanoTime, long count) {}

    /**
     * What was read at this tick; once a tick at most, and before what the group has committed is put anywhere.
     *
     * @param now the tick's
     * @param roster the group's, maybe the same as in the tick before
     * @param how a member went that is missing now and was last known to be there at a moment
     */
    void see(Moment now, GroupReading group, Roster roster, BiFunction<Member, Moment, Parting> how) {
        GroupState next = group.state();
        boolean anew = !roster.at().equals(described);
        if (next != GroupState.UNKNOWN && (anew || next != state)) {
            noteMissing(next, roster, how);
            state = next;
            described = roster.at();
            boolean owning = group.type() != GroupType.SHARE;
            if (next.isRebalancing()) {
                underWay = underWay(roster);
            } else {
                settle(roster, owning);
            }
        }
        if (next != GroupState.UNKNOWN) {
            stateKnown = now;
        }
        forget(now);
    }

    /**
     * How a member went is told from what was committed since it was last known to be there, and only before others own its partitions:
     * not in the middle of a rebalance.
     */
    private void noteMissing(GroupState next, Roster roster, BiFunction<Member, Moment, Parting> how) {
        if (settled == null || settled.members().equals(roster.members())) {
            return;
        }
        // A group whose state is another only now had the same members until the tick before.
        Moment there = stateKnown != null && next != state ? stateKnown : settled.at();
        Set<String> present = roster.members().stream().map(Member::memberId).collect(Collectors.toSet());
        for (Member member : settled.members()) {
            if (!present.contains(member.memberId()) && !partings.containsKey(member.memberId())) {
                partings.put(
                        member.memberId(), state.isRebalancing() ? new Parting.Unclear() : how.apply(member, there));
            }
        }
    }

    /** What members own in the middle of it says nothing yet. */
    private Rebalance underWay(Roster roster) {
        Moment since = underWay == null ? roster.at() : underWay.seen();
        Optional<Roster> before = Optional.ofNullable(settled);
        return new Rebalance(
                since,
                Optional.empty(),
                between(since, roster.at()),
                Optional.empty(),
                before.map(known -> Math.max(1, epochs(known, roster).orElse(1)))
                        .orElse(1L),
                before.map(known -> change(known, roster, false)));
    }

    private void settle(Roster roster, boolean owning) {
        Roster before = settled;
        Rebalance seen = underWay;
        settled = roster;
        underWay = null;
        if (before == null) {
            if (seen != null) {
                end(seen, roster, Optional.empty(), 1, Optional.empty());
            }
        } else {
            OptionalLong epochs = epochs(before, roster);
            if (seen != null || epochs.orElse(0) != 0 || !before.members().equals(roster.members())) {
                Change change = change(before, roster, owning);
                long rounds = rounds(epochs, change, seen != null);
                if (rounds > 0 || !change.isNothing()) {
                    end(seen, roster, Optional.of(between(before.at(), roster.at())), rounds, Optional.of(change));
                }
            }
        }
        partings.clear();
    }

    /** How many assignments were made: static members that come back to what they owned are given none. */
    private static long rounds(OptionalLong epochs, Change change, boolean seen) {
        boolean made = change.moved() > 0 || (epochs.isEmpty() && (seen || !change.isReturn()));
        return Math.max(made ? 1 : 0, epochs.orElse(0));
    }

    /** How often the coordinator began anew in between; empty if it does not count, or counts anew. */
    private static OptionalLong epochs(Roster before, Roster after) {
        if (before.epoch().isEmpty() || after.epoch().isEmpty()) {
            return OptionalLong.empty();
        }
        long epochs = (long) after.epoch().getAsInt() - before.epoch().getAsInt();
        return epochs < 0 ? OptionalLong.empty() : OptionalLong.of(epochs);
    }

    private Change change(Roster before, Roster after, boolean owning) {
        return Change.between(
                before.members(),
                after.members(),
                member -> partings.getOrDefault(member.memberId(), new Parting.Unclear()),
                owning);
    }

    private void end(
            @Nullable Rebalance seen, Roster roster, Optional<Duration> atMost, long rounds, Optional<Change> change) {
        Rebalance rebalance = new Rebalance(
                seen == null ? roster.at() : seen.seen(),
                Optional.of(roster.at()),
                seen == null ? Duration.ZERO : seen.atLeast(),
                atMost,
                rounds,
                change);
        ended = Stream.concat(Stream.of(rebalance), ended.stream()).limit(MOST).toList();
        if (rounds > 0) {
            counts.merge(rebalance.cause(), rounds, Long::sum);
            lastHour.add(new Rounds(roster.at().nanoTime(), rounds));
        }
    }

    private void forget(Moment now) {
        while (!lastHour.isEmpty() && now.nanoTime() - lastHour.getFirst().nanoTime() >= AN_HOUR.toNanos()) {
            lastHour.removeFirst();
        }
        while (ended.size() > 1 && between(ended.getLast().seen(), now).compareTo(A_DAY) >= 0) {
            ended = ended.subList(0, ended.size() - 1).stream().toList();
        }
    }

    private static Duration between(Moment from, Moment to) {
        return Duration.ofNanos(to.nanoTime() - from.nanoTime());
    }

    /** As of the latest tick. */
    Rebalances rebalances() {
        return ended.isEmpty() && underWay == null
                ? Rebalances.NONE
                : new Rebalances(
                        Stream.concat(Stream.ofNullable(underWay), ended.stream())
                                .limit(MOST)
                                .toList(),
                        lastHour.stream().mapToLong(Rounds::count).sum(),
                        Map.copyOf(counts));
    }
}
