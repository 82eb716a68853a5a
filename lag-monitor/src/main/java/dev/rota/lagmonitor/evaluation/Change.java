package dev.rota.lagmonitor.evaluation;

import dev.rota.lagmonitor.evaluation.Rebalance.Cause;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How the members of a group and what they own differ between two times.
 *
 * @param before how many members there were
 * @param after how many there are
 * @param came members that were not there
 * @param gone members that are not there any more
 * @param back static members that are there under a new member id
 * @param moved how many partitions changed hands; 0 for a share group, whose members have no partition for themselves
 * @param moves the first of those partitions, sorted
 */
public record Change(
        int before,
        int after,
        List<MemberName> came,
        List<Departure> gone,
        List<MemberName> back,
        int moved,
        List<Move> moves) {

    /** A group may own thousands of partitions, and many rebalances of it are remembered. */
    private static final int MOST_MOVES = 100;

    private static final int MOST_NAMES = 5;

    /**
     * A member that is not there any more.
     *
     * @param how it went, as far as it can be told
     */
    public record Departure(MemberName member, Parting how) {}

    /**
     * What is different.
     *
     * @param how each member went that is not there any more
     * @param owning whether partitions have one owner each, so that it can be said which of them moved
     */
    static Change between(List<Member> before, List<Member> after, Function<Member, Parting> how, boolean owning) {
        Set<String> idsBefore = ids(before);
        Set<String> idsAfter = ids(after);
        Map<String, Member> cameBack = new HashMap<>();
        after.stream()
                .filter(member -> !idsBefore.contains(member.memberId()))
                .forEach(member -> member.instanceId().ifPresent(instance -> cameBack.put(instance, member)));
        List<Departure> gone = new ArrayList<>();
        List<MemberName> back = new ArrayList<>();
        Set<String> backIds = new HashSet<>();
        for (Member member : before) {
            if (idsAfter.contains(member.memberId())) {
                continue;
            }
            Optional<Member> same = member.instanceId().map(cameBack::get);
            if (same.isPresent()) {
                back.add(MemberName.of(same.get()));
                backIds.add(same.get().memberId());
            } else {
                gone.add(new Departure(MemberName.of(member), how.apply(member)));
            }
        }
        List<MemberName> came = after.stream()
                .filter(member -> !idsBefore.contains(member.memberId()) && !backIds.contains(member.memberId()))
                .map(MemberName::of)
                .toList();
        List<Move> moves = owning ? moves(before, after) : List.of();
        return new Change(
                before.size(),
                after.size(),
                came,
                List.copyOf(gone),
                List.copyOf(back),
                moves.size(),
                moves.stream().limit(MOST_MOVES).toList());
    }

    private static Set<String> ids(Collection<Member> members) {
        return members.stream().map(Member::memberId).collect(Collectors.toSet());
    }

    private static List<Move> moves(List<Member> before, List<Member> after) {
        Map<PartitionId, MemberName> from = owners(before);
        Map<PartitionId, MemberName> to = owners(after);
        Set<PartitionId> all = new TreeSet<>(from.keySet());
        all.addAll(to.keySet());
        return all.stream()
                .map(partition -> new Move(
                        partition, Optional.ofNullable(from.get(partition)), Optional.ofNullable(to.get(partition))))
                .filter(move ->
                        !move.from().map(Change::identity).equals(move.to().map(Change::identity)))
                .toList();
    }

    private static Map<PartitionId, MemberName> owners(List<Member> members) {
        Map<PartitionId, MemberName> owners = new HashMap<>();
        for (Member member : members) {
            MemberName name = MemberName.of(member);
            member.assignment().forEach(partition -> owners.put(partition, name));
        }
        return owners;
    }

    /** A static member keeps what it owns across a restart, which gives it another member id. */
    private static String identity(MemberName member) {
        return member.instanceId().map("static "::concat).orElse(member.memberId());
    }

    /** Whether nothing is different. */
    boolean isNothing() {
        return came.isEmpty() && gone.isEmpty() && back.isEmpty() && moved == 0;
    }

    /** Whether all that is different are static members that came back to what they owned. */
    boolean isReturn() {
        return came.isEmpty() && gone.isEmpty() && !back.isEmpty() && moved == 0;
    }

    /** Why, as far as it can be told. */
    Cause cause() {
        if (gone.stream().anyMatch(departure -> departure.how() instanceof Parting.Broken)) {
            return Cause.CRASHED;
        }
        if (!gone.isEmpty() && !came.isEmpty()) {
            return clients(came)
                            .equals(clients(gone.stream().map(Departure::member).toList()))
                    ? Cause.RESTARTED
                    : Cause.REPLACED;
        }
        if (!gone.isEmpty()) {
            if (!gone.stream().allMatch(departure -> departure.how() instanceof Parting.InOrder)) {
                return Cause.GONE;
            }
            return gone.size() == 1 ? Cause.LEFT : Cause.SCALED;
        }
        if (!came.isEmpty()) {
            return came.size() == 1 ? Cause.JOINED : Cause.SCALED;
        }
        if (!back.isEmpty()) {
            return Cause.RESTARTED;
        }
        return moved > 0 ? Cause.ASSIGNMENT_CHANGED : Cause.UNKNOWN;
    }

    /** Client ids need not be unique: as many of each are as good as the same. */
    private static Map<String, Long> clients(List<MemberName> members) {
        return members.stream().collect(Collectors.groupingBy(MemberName::clientId, Collectors.counting()));
    }

    /** What happened, in sentences. */
    String words() {
        List<String> sentences = new ArrayList<>();
        if (!came.isEmpty()) {
            sentences.add("%s joined.".formatted(names(came)));
        }
        gone.stream()
                .limit(MOST_NAMES)
                .forEach(departure -> sentences.add(
                        "%s %s.".formatted(departure.member(), departure.how().words())));
        if (gone.size() > MOST_NAMES) {
            sentences.add("%d more are gone.".formatted(gone.size() - MOST_NAMES));
        }
        if (!back.isEmpty()) {
            sentences.add("%s came back under the same group.instance.id.".formatted(names(back)));
        }
        if (sentences.isEmpty() && moved == 0) {
            return "Nothing is different: somebody came and went unseen, or asked for it.";
        }
        sentences.add("Members: %d, before: %d.".formatted(after, before));
        if (moved > 0) {
            sentences.add("Partitions that changed hands: %d.".formatted(moved));
        }
        return String.join(" ", sentences);
    }

    private static String names(List<MemberName> members) {
        String names =
                members.stream().limit(MOST_NAMES).map(MemberName::toString).collect(Collectors.joining(", "));
        return members.size() > MOST_NAMES ? "%s and %d more".formatted(names, members.size() - MOST_NAMES) : names;
    }
}
