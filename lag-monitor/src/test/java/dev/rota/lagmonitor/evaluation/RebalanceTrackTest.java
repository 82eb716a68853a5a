package dev.rota.lagmonitor.evaluation;

import static dev.rota.lagmonitor.evaluation.Crew.each;
import static dev.rota.lagmonitor.evaluation.Crew.member;
import static dev.rota.lagmonitor.evaluation.Crew.partition;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.lagmonitor.evaluation.Rebalance.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Rebalances of a group that is looked at every five seconds and whose members' sessions last 45 s. */
class RebalanceTrackTest {

    private final Crew crew = new Crew(4);

    @Test
    void aGroupThatIsSeenForTheFirstTimeHasNotRebalanced() {
        assertThat(crew.tick(member("a", 0, 1, 2, 3)).rebalances()).isEqualTo(Rebalances.NONE);
        assertThat(crew.tick(member("a", 0, 1, 2, 3)).rebalances()).isEqualTo(Rebalances.NONE);
    }

    @Test
    void oneThatIsUnderWayThenIsCountedAndNobodyKnowsWhy() {
        crew.is(GroupState.PREPARING_REBALANCE).tick(member("a"));

        Rebalance rebalance = last(crew.is(GroupState.STABLE).tick(member("a", 0, 1, 2, 3)));

        assertThat(rebalance.cause()).isEqualTo(Cause.UNKNOWN);
        assertThat(rebalance.atMost()).isEmpty();
        assertThat(rebalance.reason()).contains("first seen");
    }

    @Test
    void aMemberThatJoinsTakesPartitionsFromOthers() {
        crew.tick(member("a", 0, 1, 2, 3));
        crew.is(GroupState.PREPARING_REBALANCE).tick(member("a"), member("b"));
        crew.tick(member("a"), member("b"));

        GroupLag group = crew.is(GroupState.STABLE).tick(member("a", 0, 1), member("b", 2, 3));

        Rebalance rebalance = last(group);
        assertThat(rebalance.cause()).isEqualTo(Cause.JOINED);
        assertThat(rebalance.reason()).isEqualTo("b joined. Members: 2, before: 1. Partitions that changed hands: 2.");
        assertThat(rebalance.atLeast()).isEqualTo(Duration.ofSeconds(5));
        assertThat(rebalance.atMost()).contains(Duration.ofSeconds(15));
        assertThat(rebalance.settled()).isPresent();
        MemberName a = new MemberName("a", "a", Optional.empty());
        MemberName b = new MemberName("b", "b", Optional.empty());
        assertThat(rebalance.change().orElseThrow().moves())
                .containsExactly(
                        new Move(partition(2), Optional.of(a), Optional.of(b)),
                        new Move(partition(3), Optional.of(a), Optional.of(b)));
        assertThat(group.rebalances().counts()).isEqualTo(Map.of(Cause.JOINED, 1L));
        assertThat(group.rebalances().lastHour()).isEqualTo(1);
    }

    @Test
    void whatIsUnderWayIsShownWithWhoIsKnownToBeConcerned() {
        crew.tick(member("a", 0, 1, 2, 3));

        GroupLag group = crew.is(GroupState.PREPARING_REBALANCE).tick(member("a"), member("b"));

        assertThat(last(group).settled()).isEmpty();
        assertThat(last(group).atMost()).isEmpty();
        assertThat(last(group).cause()).isEqualTo(Cause.JOINED);
        assertThat(last(group).change().orElseThrow().moves()).isEmpty();
        assertThat(group.rebalances().lastHour()).isZero();
        assertThat(group.rebalances().counts()).isEmpty();
    }

    @Test
    void oneThatIsOverBetweenTwoReadingsIsSeenByWhoOwnsWhat() {
        crew.tick(member("a", 0, 1, 2, 3));

        Rebalance rebalance = last(crew.tick(member("a", 0, 1), member("b", 2, 3)));

        assertThat(rebalance.atLeast()).isZero();
        assertThat(rebalance.atMost()).contains(Duration.ofSeconds(5));
    }

    @Test
    void anEpochTellsHowManyThereWereInBetween() {
        crew.epoch(7).tick(member("a", 0, 1, 2, 3));

        GroupLag group = crew.epoch(10).tick(member("a", 0, 1, 2, 3));

        assertThat(last(group).rounds()).isEqualTo(3);
        assertThat(last(group).cause()).isEqualTo(Cause.UNKNOWN);
        assertThat(group.rebalances().lastHour()).isEqualTo(3);
        assertThat(group.rebalances().counts()).isEqualTo(Map.of(Cause.UNKNOWN, 3L));
    }

    @Test
    void severalThatComeAreAScaling() {
        crew.tick(member("a", 0, 1, 2, 3));

        assertThat(last(crew.tick(member("a", 0, 1), member("b", 2), member("c", 3)))
                        .cause())
                .isEqualTo(Cause.SCALED);
    }

    @Test
    void aMemberThatCommittedUntilItWentLeftInGoodOrder() {
        crew.ticks(20, each(4, 10), member("a", 0, 1), member("b", 2, 3));
        crew.is(GroupState.RECONCILING).written(10, 10, 10, 10).tick(member("a", 0, 1));

        Rebalance rebalance = last(crew.is(GroupState.STABLE).tick(member("a", 0, 1, 2, 3)));

        assertThat(rebalance.cause()).isEqualTo(Cause.LEFT);
        assertThat(rebalance.reason()).startsWith("b left: what it owned was never without a commit for 22 s.");
    }

    @Test
    void aMemberThatWasSilentForASessionAlthoughThereWasSomethingToReadHasCrashed() {
        crew.ticks(20, each(4, 10), member("a", 0, 1), member("b", 2, 3));
        for (int tick = 0; tick < 9; tick++) {
            crew.written(10, 10, 10, 10).read(10, 10).tick(member("a", 0, 1), member("b", 2, 3));
        }
        crew.is(GroupState.PREPARING_REBALANCE).tick(member("a"));

        Rebalance rebalance = last(crew.is(GroupState.STABLE).tick(member("a", 0, 1, 2, 3)));

        assertThat(rebalance.cause()).isEqualTo(Cause.CRASHED);
        assertThat(rebalance.reason()).contains("b crashed", "nothing for 45 s");
    }

    @Test
    void ofAMemberThatHadNothingToReadItCannotBeTold() {
        crew.ticks(20, each(4, 0), member("a", 0, 1), member("b", 2, 3));

        Rebalance rebalance = last(crew.tick(member("a", 0, 1, 2, 3)));

        assertThat(rebalance.cause()).isEqualTo(Cause.GONE);
        assertThat(rebalance.reason()).contains("in good order or not");
    }

    @Test
    void whoCommitsOnlyAsItGoesHasNotCrashed() {
        crew.ticks(20, each(4, 10), member("a", 0, 1), member("b", 2, 3));
        for (int tick = 0; tick < 9; tick++) {
            crew.written(10, 10, 10, 10).read(10, 10).tick(member("a", 0, 1), member("b", 2, 3));
        }

        Rebalance rebalance = last(crew.read(0, 0, 90, 90).tick(member("a", 0, 1, 2, 3)));

        assertThat(rebalance.cause()).isEqualTo(Cause.GONE);
    }

    @Test
    void commitsThatNeverPausedMeanThatNobodyCrashedWhoeverMadeThem() {
        crew.ticks(20, each(4, 10), member("a", 0, 1), member("b", 2, 3));
        for (int tick = 0; tick < 9; tick++) {
            crew.written(10, 10, 10, 10).read(10, 10, 10, 10).tickWithoutAsking();
        }

        Rebalance rebalance = last(crew.tick(member("a", 0, 1, 2, 3)));

        assertThat(rebalance.cause()).isEqualTo(Cause.LEFT);
    }

    @Test
    void afterASilenceCommitsMayBeAnothersAndSayNothingOfWhoIsGone() {
        crew.ticks(20, each(4, 10), member("a", 0, 1), member("b", 2, 3));
        for (int tick = 0; tick < 9; tick++) {
            crew.written(10, 10, 10, 10).read(10, 10).tickWithoutAsking();
        }
        crew.read(10, 10, 90, 90).tickWithoutAsking();

        Rebalance rebalance = last(crew.tick(member("a", 0, 1, 2, 3)));

        assertThat(rebalance.cause()).isEqualTo(Cause.GONE);
    }

    @Test
    void aSilenceThatWasOverBeforeItWasLastSeenSaysNothing() {
        crew.ticks(20, each(4, 10), member("a", 0, 1), member("b", 2, 3));
        for (int tick = 0; tick < 9; tick++) {
            crew.written(10, 10, 10, 10).read(10, 10).tick(member("a", 0, 1), member("b", 2, 3));
        }
        crew.ticks(3, each(4, 10), member("a", 0, 1), member("b", 2, 3));

        Rebalance rebalance = last(crew.tick(member("a", 0, 1, 2, 3)));

        assertThat(rebalance.cause()).isEqualTo(Cause.LEFT);
    }

    @Test
    void theLastMembersLeavingIsOneToo() {
        crew.ticks(20, each(4, 10), member("a", 0, 1, 2, 3));

        Rebalance rebalance = last(crew.is(GroupState.EMPTY).tick());

        assertThat(rebalance.cause()).isEqualTo(Cause.LEFT);
        assertThat(rebalance.change().orElseThrow().moves())
                .hasSize(4)
                .allMatch(move -> move.to().isEmpty());
    }

    @Test
    void aStaticMemberThatComesBackToItsPartitionsMakesNoRebalance() {
        crew.tick(member("ward-1", "x", 0, 1), member("ward-2", "y", 2, 3));

        GroupLag group = crew.tick(member("ward-1", "x", 0, 1), member("ward-2", "z", 2, 3));

        assertThat(last(group).cause()).isEqualTo(Cause.RESTARTED);
        assertThat(last(group).rounds()).isZero();
        assertThat(last(group).change().orElseThrow().moved()).isZero();
        assertThat(last(group).reason()).startsWith("ward-2 came back");
        assertThat(group.rebalances().lastHour()).isZero();
        assertThat(group.rebalances().counts()).isEmpty();
    }

    @Test
    void asManyOfTheSameNamesComeAsWentInARestart() {
        crew.tick(new Member("x", "ward", "/10.0.0.1", List.of(partition(0))));

        Rebalance rebalance = last(crew.tick(new Member("y", "ward", "/10.0.0.1", List.of(partition(0)))));

        assertThat(rebalance.cause()).isEqualTo(Cause.RESTARTED);
        assertThat(rebalance.rounds()).isEqualTo(1);
    }

    @Test
    void othersThatComeAsMembersGoReplaceThem() {
        crew.tick(member("a", 0, 1, 2, 3));

        assertThat(last(crew.tick(member("b", 0, 1, 2, 3))).cause()).isEqualTo(Cause.REPLACED);
    }

    @Test
    void newPartitionsAreAnotherAssignmentOfTheSameMembers() {
        crew.epoch(1).tick(member("a", 0, 1));

        Rebalance rebalance = last(crew.epoch(2).tick(member("a", 0, 1, 2, 3)));

        assertThat(rebalance.cause()).isEqualTo(Cause.ASSIGNMENT_CHANGED);
        assertThat(rebalance.change().orElseThrow().moves())
                .extracting(Move::from)
                .containsOnly(Optional.empty());
    }

    @Test
    void partitionsOfAShareGroupDoNotMove() {
        crew.is(GroupType.SHARE).epoch(1).tick(member("a", 0, 1, 2, 3));
        crew.epoch(2).tick(member("a", 0, 1, 2, 3), member("b"));

        GroupLag group = crew.tick(member("a", 0, 1), member("b", 0, 1, 2, 3));

        assertThat(group.rebalances().latest()).hasSize(1);
        assertThat(last(group).cause()).isEqualTo(Cause.JOINED);
        assertThat(last(group).change().orElseThrow().moved()).isZero();
    }

    @Test
    void afterAnHourItIsNoLongerCountedAndAfterADayOnlyTheLastIsRemembered() {
        crew.tick(member("a", 0, 1, 2, 3));
        crew.tick(member("a", 0, 1), member("b", 2, 3));
        GroupLag young = crew.tick(member("a", 0, 1, 2, 3));
        assertThat(young.rebalances().lastHour()).isEqualTo(2);

        GroupLag old = crew.after(Duration.ofHours(1), member("a", 0, 1, 2, 3));
        assertThat(old.rebalances().lastHour()).isZero();
        assertThat(old.rebalances().latest()).hasSize(2);

        GroupLag older = crew.after(Duration.ofDays(1), member("a", 0, 1, 2, 3));
        assertThat(older.rebalances().latest()).hasSize(1);
        assertThat(last(older).cause()).isEqualTo(Cause.GONE);
        assertThat(older.rebalances().counts()).hasSize(2);
    }

    @Test
    void ofAGroupThatNeverRestsTheLatestAreRemembered() {
        crew.tick(member("a", 0, 1, 2, 3));
        for (int time = 0; time < 15; time++) {
            crew.tick(member("a", 0, 1), member("b", 2, 3));
            crew.tick(member("a", 0, 1, 2, 3));
        }

        Rebalances rebalances = crew.tick(member("a", 0, 1), member("b", 2, 3)).rebalances();

        assertThat(rebalances.latest()).hasSize(20);
        assertThat(rebalances.latest().getFirst().cause()).isEqualTo(Cause.JOINED);
        assertThat(rebalances.lastHour()).isEqualTo(31);
    }

    /** One look at a group. */
    record Look(GroupState state, int members, int epochs, boolean asked) {}

    @Provide
    Arbitrary<List<Look>> looks() {
        return Combinators.combine(
                        Arbitraries.of(
                                GroupState.STABLE,
                                GroupState.STABLE,
                                GroupState.PREPARING_REBALANCE,
                                GroupState.RECONCILING,
                                GroupState.UNKNOWN),
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.integers().between(-1, 3),
                        Arbitraries.of(true, true, false))
                .as(Look::new)
                .list()
                .ofMaxSize(60);
    }

    @Property
    void whateverIsSeenItsBoundsAndSumsAgree(@ForAll("looks") List<Look> looks) {
        RebalanceTrack track = new RebalanceTrack();
        Roster roster = new Roster(moment(0), OptionalInt.of(100), "", List.of());
        int time = 0;
        long counted = 0;
        for (Look look : looks) {
            time++;
            if (look.asked()) {
                int epoch = roster.epoch().getAsInt() + look.epochs();
                roster = new Roster(moment(time), OptionalInt.of(epoch), "", divided(look.members()));
            }
            GroupReading reading = new GroupReading(
                    "billing",
                    GroupType.CONSUMER,
                    look.state(),
                    "consumer",
                    Reading.taken(roster),
                    Reading.missed("not asked"));
            track.see(moment(time), reading, roster, (_, _) -> new Parting.Unclear());
            Rebalances rebalances = track.rebalances();
            long sum = rebalances.counts().values().stream().mapToLong(n -> n).sum();
            assertThat(sum).isGreaterThanOrEqualTo(counted).isEqualTo(rebalances.lastHour());
            counted = sum;
            assertThat(rebalances.latest()).hasSizeLessThanOrEqualTo(20).allSatisfy(rebalance -> {
                assertThat(rebalance.atLeast()).isGreaterThanOrEqualTo(Duration.ZERO);
                rebalance
                        .atMost()
                        .ifPresent(most -> assertThat(rebalance.atLeast()).isLessThanOrEqualTo(most));
                assertThat(rebalance.reason()).isNotBlank();
                rebalance
                        .change()
                        .ifPresent(change -> assertThat(change.moves())
                                .noneMatch(move -> move.from().equals(move.to())));
            });
            assertThat(rebalances.latest().stream().skip(1))
                    .noneMatch(rebalance -> rebalance.settled().isEmpty());
        }
    }

    private static List<Member> divided(int members) {
        List<Member> all = new ArrayList<>();
        for (int index = 0; index < members; index++) {
            int first = index;
            all.add(member(
                    "m" + index,
                    IntStream.range(0, 8)
                            .filter(number -> number % members == first)
                            .toArray()));
        }
        return all;
    }

    private static Moment moment(long seconds) {
        return new Moment(
                Instant.ofEpochSecond(seconds),
                Long.MAX_VALUE - 1 + Duration.ofSeconds(seconds).toNanos());
    }

    private static Rebalance last(GroupLag group) {
        return group.rebalances().last().orElseThrow();
    }
}
