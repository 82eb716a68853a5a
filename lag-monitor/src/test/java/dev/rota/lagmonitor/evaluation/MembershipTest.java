package dev.rota.lagmonitor.evaluation;

import static dev.rota.lagmonitor.evaluation.Crew.each;
import static dev.rota.lagmonitor.evaluation.Crew.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MembershipTest {

    private static final int ENOUGH = 14;

    private final Crew crew = new Crew(4);

    @Test
    void whatAMemberHasToDoIsWhatComesToItsPartitions() {
        crew.ticks(ENOUGH, new long[] {10, 20, 30, 40}, member("a", 0, 1), member("b", 2, 3));

        GroupLag group = crew.written(10, 20, 30, 40).read(10, 20, 30, 35).tick(member("a", 0, 1), member("b", 2, 3));

        Membership membership = group.membership().orElseThrow();
        MemberLoad b = membership.loads().get(1);
        assertThat(b.member().memberId()).isEqualTo("b");
        assertThat(b.arrived().orElseThrow()).isEqualTo(14, within(0.01));
        assertThat(b.consumed().orElseThrow()).isLessThan(14);
        assertThat(b.lag()).hasValue(5);
        assertThat(membership.idle()).hasValue(0);
        assertThat(membership.partitionSkew()).hasValue(1);
        assertThat(membership.loadSkew().orElseThrow()).isEqualTo(1.4, within(0.01));
        assertThat(group.advice()).isEmpty();
    }

    @Test
    void withMoreMembersThanPartitionsSomeAreIdleAndMoreCannotHelp() {
        GroupLag group = crew.ticks(
                ENOUGH, each(4, 10), member("a", 0), member("b", 1), member("c", 2), member("d", 3), member("e"));

        Membership membership = group.membership().orElseThrow();
        assertThat(membership.idle()).hasValue(1);
        assertThat(membership.partitionSkew().orElseThrow()).isEqualTo(5.0 / 4, within(0.001));
        assertThat(membership.loads().get(4))
                .isEqualTo(
                        new MemberLoad(member("e"), OptionalDouble.of(0), OptionalDouble.of(0), OptionalLong.empty()));
        assertThat(group.advice()).containsExactly("More members cannot help: there are 5, and 4 partitions. Idle: 1.");
    }

    @Test
    void membersThatAreLeftOutAreNotBlamedOnTheNumberOfPartitions() {
        GroupLag group = crew.tick(member("a", 0, 1, 2, 3), member("b"));

        assertThat(group.advice()).singleElement().asString().startsWith("Idle members: 1 of 2, although");
    }

    @Test
    void whereNobodyHasAnythingNothingIsUneven() {
        GroupLag group = crew.tick(member("a"), member("b"));

        Membership membership = group.membership().orElseThrow();
        assertThat(membership.idle()).hasValue(2);
        assertThat(membership.partitionSkew()).isEmpty();
        assertThat(membership.loadSkew()).isEmpty();
        assertThat(group.advice()).singleElement().asString().startsWith("No member owns a partition");
    }

    @Test
    void aGroupThatFallsBehindWithAMemberForEachPartitionNeedsNoMore() {
        Member[] members = {member("a", 0), member("b", 1), member("c", 2), member("d", 3)};
        GroupLag group = crew.ticks(ENOUGH, each(4, 10), members);
        assertThat(group.advice()).isEmpty();
        for (int tick = 0; tick < 30; tick++) {
            group = crew.written(100, 100, 100, 100).read(10, 10, 10, 10).tick(members);
        }

        assertThat(group.status()).isEqualTo(Status.LAGGING);
        assertThat(group.advice()).singleElement().asString().contains("one of its own");
    }

    @Test
    void aHotPartitionIsNamed() {
        GroupLag group = crew.ticks(ENOUGH, new long[] {5, 5, 80, 10}, member("a", 0, 1, 2, 3));

        assertThat(group.topics()).singleElement().satisfies(topic -> {
            assertThat(topic.hottest().orElseThrow().partition()).isEqualTo(2);
            assertThat(topic.hot()).hasSize(1);
        });
        assertThat(group.advice())
                .singleElement()
                .asString()
                .startsWith("orders-2 gets 80 % of what is written to the topic's 4 partitions");
    }

    @Test
    void inARebalanceNobodyIsIdle() {
        Membership membership = crew.is(GroupState.PREPARING_REBALANCE)
                .tick(member("a"), member("b"))
                .membership()
                .orElseThrow();

        assertThat(membership.idle()).isEmpty();
        assertThat(membership.partitionSkew()).isEmpty();
        assertThat(membership.loadSkew()).isEmpty();
    }

    @Test
    void whoHasWhichShareOfASharedPartitionIsNotKnown() {
        crew.is(GroupType.SHARE);
        GroupLag group =
                crew.ticks(ENOUGH, new long[] {0, 0, 100, 0}, member("a", 0, 1, 2, 3), member("b", 2), member("c"));

        Membership membership = group.membership().orElseThrow();
        assertThat(membership.idle()).hasValue(1);
        assertThat(membership.partitionSkew()).isEmpty();
        assertThat(membership.loadSkew()).isEmpty();
        assertThat(membership.loads()).allSatisfy(load -> {
            assertThat(load.arrived()).isEmpty();
            assertThat(load.lag()).isEmpty();
        });
        assertThat(group.advice()).isEmpty();
    }

    @Test
    void aMemberWithAPartitionOfWhichNothingIsKnownHasAnUnknownLoad() {
        GroupLag group = crew.ticks(ENOUGH, each(4, 10), member("a", 0, 1), member("b", 2, 3, 9));

        Membership membership = group.membership().orElseThrow();
        assertThat(membership.loads().get(1).arrived()).isEmpty();
        assertThat(membership.loadSkew()).isEmpty();
        assertThat(membership.partitionSkew()).hasValue(1.2);
    }

    @Property(tries = 200)
    void skewLiesBetweenOneAndTheNumberOfMembers(
            @ForAll @IntRange(min = 1, max = 6) int members,
            @ForAll @Size(4) List<@IntRange(max = 1_000_000) Integer> records,
            @ForAll @Size(4) List<@IntRange(max = 5) Integer> owners) {
        Member[] all = IntStream.range(0, members)
                .mapToObj(index -> member(
                        "m" + index,
                        IntStream.range(0, 4)
                                .filter(number -> owners.get(number) % members == index)
                                .toArray()))
                .toArray(Member[]::new);
        long[] each = records.stream().mapToLong(Integer::longValue).toArray();

        Membership membership =
                new Crew(4).ticks(ENOUGH, each, all).membership().orElseThrow();

        assertThat(membership.idle()).isNotEqualTo(OptionalInt.empty());
        assertThat(membership.idle().getAsInt()).isBetween(0, members - 1);
        assertThat(membership.partitionSkew().orElseThrow()).isBetween(1.0, members + 1e-9);
        membership.loadSkew().ifPresent(skew -> assertThat(skew).isBetween(1.0, members + 1e-9));
    }
}
