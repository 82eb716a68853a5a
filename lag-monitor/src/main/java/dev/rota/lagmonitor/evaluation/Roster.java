package dev.rota.lagmonitor.evaluation;

import java.util.List;
import java.util.OptionalInt;

/**
 * The members of a group, as its coordinator described them at one time. That may be some ticks ago, if nothing has told of
 * a change since.
 *
 * @param at when they were described
 * @param epoch how often the group has been given a reason to rebalance; empty for protocols that do not count it, and for
 *     a group of which nobody asked because it has no members
 * @param assignor by its name, who gives partitions to members; empty for protocols without one, and if nobody said
 * @param members sorted
 */
public record Roster(Moment at, OptionalInt epoch, String assignor, List<Member> members) {

    public Roster {
        members = members.stream().sorted().toList();
    }

    /** A group that has these members now, and counts nothing. */
    public static Roster of(List<Member> members) {
        return new Roster(Moment.now(), OptionalInt.empty(), "", members);
    }

    /** A group that has these members now. */
    public static Roster of(List<Member> members, int epoch) {
        return new Roster(Moment.now(), OptionalInt.of(epoch), "", members);
    }

    /** The same, with who gives out partitions. */
    public Roster givenOutBy(String name) {
        return new Roster(at, epoch, name, members);
    }

    /** The same, as if it had been said at another time. */
    Roster describedAt(Moment another) {
        return new Roster(another, epoch, assignor, members);
    }
}
