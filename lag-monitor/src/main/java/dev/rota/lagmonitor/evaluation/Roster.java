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
 * @param members sorted
 */
public record Roster(Moment at, OptionalInt epoch, List<Member> members) {

    public Roster {
        members = members.stream().sorted().toList();
    }

    /** A group that has these members now, and counts nothing. */
    public static Roster of(List<Member> members) {
        return new Roster(Moment.now(), OptionalInt.empty(), members);
    }

    /** A group that has these members now. */
    public static Roster of(List<Member> members, int epoch) {
        return new Roster(Moment.now(), OptionalInt.of(epoch), members);
    }
}
