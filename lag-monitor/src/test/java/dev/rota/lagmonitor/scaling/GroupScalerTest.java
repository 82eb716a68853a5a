package dev.rota.lagmonitor.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.lagmonitor.scaling.ScalingAdvice.Cause;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What is advised where more members help, and where they do not. */
class GroupScalerTest {

    private static final double ONE = 100;

    private static final ScalingRules RULES = rules(1, OptionalInt.empty(), 1);

    /** Those of a group that may go down to nothing. */
    private static final ScalingRules LETS_GO = rules(0, OptionalInt.empty(), 1);

    private static ScalingRules rules(int fewest, OptionalInt most, int membersPerReplica) {
        return rules(Duration.ofMinutes(5), fewest, most, membersPerReplica);
    }

    private static ScalingRules rules(Duration drainWithin, int fewest, OptionalInt most, int membersPerReplica) {
        return new ScalingRules(
                drainWithin,
                fewest,
                most,
                membersPerReplica,
                Replay.WATCHED_FOR,
                Duration.ofMinutes(2),
                Duration.ofMinutes(30));
    }

    /** A group whose size follows the advice. */
    private static final class Followed {

        private final Replay replay;
        private final GroupScaler scaler;
        private ScalingAdvice advice;
        private int most;

        Followed(Replay replay, ScalingRules rules) {
            this.replay = replay;
            this.scaler = new GroupScaler(rules);
            this.advice = scaler.advise(replay.tick(_ -> 0));
        }

        /** Some time under one load. */
        ScalingAdvice under(double load, Duration time) {
            int until = replay.second() + (int) time.toSeconds();
            most = 0;
            while (replay.second() < until) {
                advice = scaler.advise(replay.tick(_ -> load));
                most = Math.max(most, advice.wanted());
                replay.scale(advice.wanted());
            }
            return advice;
        }

        /** The most that was advised in the latest of these times. */
        int most() {
            return most;
        }
    }

    private static Followed followed(Replay replay) {
        return new Followed(replay, RULES);
    }

    @Test
    void nothingIsAdvisedBeforeSomebodyWasBusy() {
        Followed group = followed(new Replay(6, ONE, 3, 1));

        ScalingAdvice advice = group.under(1.5 * ONE, Duration.ofMinutes(10));

        assertThat(advice.cause()).isEqualTo(Cause.LEARNING);
        assertThat(advice.wanted()).isEqualTo(3);
    }

    @Test
    void norAreFewerAlthoughOnePartitionGetsMost() {
        Followed group = followed(new Replay(6, ONE, 3, 1).skewed(0.8));

        ScalingAdvice advice = group.under(1.15 * ONE, Duration.ofMinutes(20));

        assertThat(advice.cause()).isEqualTo(Cause.LEARNING);
        assertThat(advice.wanted()).isEqualTo(3);
        assertThat(advice.basis().hottest()).isEmpty();
    }

    @Test
    void aSizeThatMayNotFallIsNotTried() {
        Followed group = new Followed(new Replay(6, ONE, 3, 1), rules(3, OptionalInt.empty(), 1));

        ScalingAdvice advice = group.under(0.9 * ONE, Duration.ofHours(2));

        assertThat(advice.wanted()).isEqualTo(3);
        assertThat(advice.cause()).isEqualTo(Cause.LEARNING);
    }

    @Test
    void fewerAreTriedWhenNobodyWasBusyForLong() {
        Followed group = followed(new Replay(6, ONE, 3, 1));

        assertThat(group.under(0.9 * ONE, Duration.ofHours(2)).wanted()).isEqualTo(1);
    }

    @Test
    void aGroupWithNothingToDoShrinks() {
        Followed group = followed(new Replay(6, ONE, 4, 1));
        group.under(2.5 * ONE, Duration.ofMinutes(3));

        assertThat(group.under(0, Duration.ofMinutes(5)).wanted()).isEqualTo(1);
    }

    @Test
    void aPartitionThatGetsTooMuchIsNoReasonForMore() {
        Followed group = followed(new Replay(6, ONE, 2, 1).skewed(0.8));

        ScalingAdvice advice = group.under(2 * ONE, Duration.ofMinutes(20));

        assertThat(advice.cause()).isEqualTo(Cause.HOT_PARTITION);
        assertThat(advice.reason()).contains("orders-0", "more members cannot help");
        assertThat(group.most()).isLessThanOrEqualTo(3);
    }

    @Test
    void slowerMembersAreAReasonForMore() {
        Replay replay = new Replay(12, ONE, 1, 1);
        Followed group = followed(replay);
        group.under(1.8 * ONE, Duration.ofMinutes(20));
        assertThat(replay.members()).isEqualTo(2);

        replay.reads(0.4 * ONE);
        ScalingAdvice advice = group.under(1.8 * ONE, Duration.ofMinutes(20));

        assertThat(advice.wanted()).isEqualTo(6);
        assertThat(advice.basis().readPerMember().orElseThrow()).isBetween(0.36 * ONE, 0.44 * ONE);
    }

    @Test
    void anOutageIsNoReasonForMore() {
        Replay replay = new Replay(12, ONE, 1, 1);
        Followed group = followed(replay);
        group.under(2.7 * ONE, Duration.ofMinutes(20));
        int before = replay.members();

        replay.pause(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        ScalingAdvice advice = group.under(2.7 * ONE, Duration.ofMinutes(15));

        assertThat(advice.cause()).isEqualTo(Cause.OUTAGE);
        assertThat(advice.reason()).contains("would not help");
        assertThat(group.most()).isEqualTo(before);

        replay.resume();
        assertThat(group.under(2.7 * ONE, Duration.ofMinutes(1)).cause()).isNotEqualTo(Cause.OUTAGE);
    }

    @Test
    void norIsItBeforeItIsKnownForOneHoweverSoonAllIsToBeRead() {
        Replay replay = new Replay(12, ONE, 1, 1);
        Followed group = new Followed(replay, rules(Duration.ofMinutes(1), 1, OptionalInt.empty(), 1));
        group.under(2.8 * ONE, Duration.ofMinutes(20));
        int before = replay.members();

        replay.pause(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        group.under(2.8 * ONE, Duration.ofMinutes(5));

        assertThat(group.most()).isEqualTo(before);
    }

    @Test
    void aMemberThatStandsIsNoReasonForMore() {
        Replay replay = new Replay(12, ONE, 1, 1);
        Followed group = followed(replay);
        group.under(2.7 * ONE, Duration.ofMinutes(20));
        int before = replay.members();

        // What the first of three members owns.
        replay.pause(0, 3, 6, 9);
        ScalingAdvice advice = group.under(2.7 * ONE, Duration.ofMinutes(10));

        assertThat(before).isEqualTo(3);
        assertThat(advice.cause()).isEqualTo(Cause.MEMBERS_STAND);
        assertThat(advice.basis().standing()).isEqualTo(4);
        assertThat(group.most()).isEqualTo(before);
    }

    @Test
    void moreThanThePartitionsCanOccupyIsNotAdvised() {
        Followed group = followed(new Replay(4, ONE, 1, 1));

        ScalingAdvice advice = group.under(8 * ONE, Duration.ofMinutes(10));

        assertThat(advice.wanted()).isEqualTo(4);
        assertThat(advice.cause()).isEqualTo(Cause.PARTITIONS);
    }

    @Test
    void moreThanTheConfiguredMostIsNotAdvised() {
        Followed group = new Followed(new Replay(12, ONE, 1, 1), rules(1, OptionalInt.of(2), 1));

        ScalingAdvice advice = group.under(3.5 * ONE, Duration.ofMinutes(10));

        assertThat(advice.wanted()).isEqualTo(2);
        assertThat(advice.cause()).isEqualTo(Cause.AT_MOST);
    }

    @Test
    void replicasMayHaveSeveralMembers() {
        GroupScaler scaler = new GroupScaler(rules(1, OptionalInt.empty(), 2));
        Replay replay = new Replay(12, ONE, 2, 1);
        ScalingAdvice advice = scaler.advise(replay.tick(_ -> 0));
        while (replay.second() < 1_200) {
            advice = scaler.advise(replay.tick(_ -> 3.5 * ONE));
            replay.scale(2 * advice.wanted());
        }

        assertThat(replay.members()).isEqualTo(4);
        assertThat(advice.wanted()).isEqualTo(2);
        assertThat(advice.current()).hasValue(2);
    }

    @Test
    void whoHasCommittedNothingIsNotTakenForDone() {
        GroupScaler scaler = new GroupScaler(LETS_GO);
        Replay replay = new Replay(6, ONE, 2, 1).withoutCommits();
        ScalingAdvice advice = scaler.advise(replay.tick(_ -> ONE));
        while (replay.second() < 600) {
            advice = scaler.advise(replay.tick(_ -> 0));
        }

        assertThat(advice.cause()).isEqualTo(Cause.LAG_NOT_KNOWN);
        assertThat(advice.wanted()).isEqualTo(2);

        replay.scale(0);
        while (replay.second() < 660) {
            advice = scaler.advise(replay.tick(_ -> 0));
        }

        assertThat(advice.current()).hasValue(0);
        assertThat(advice.cause()).isEqualTo(Cause.NOT_KNOWN);
    }

    @Test
    void whoHasCommittedNothingOfATopicWithoutRecordsHasNothingToDo() {
        GroupScaler scaler = new GroupScaler(LETS_GO);
        Replay replay = new Replay(6, ONE, 2, 1).withoutCommits();
        ScalingAdvice advice = scaler.advise(replay.tick(_ -> 0));
        while (replay.second() < 600) {
            advice = scaler.advise(replay.tick(_ -> 0));
        }

        assertThat(advice.wanted()).isZero();
    }

    @Test
    void aGroupWithoutMembersWantsAsManyAsItNeeds() {
        Replay replay = new Replay(12, ONE, 1, 1);
        Followed group = followed(replay);
        group.under(2.7 * ONE, Duration.ofMinutes(10));

        GroupScaler scaler = group.scaler;
        replay.scale(0);
        ScalingAdvice advice = group.advice;
        for (int tick = 0; tick < 24; tick++) {
            advice = scaler.advise(replay.tick(_ -> 2.7 * ONE));
        }

        assertThat(advice.cause()).isEqualTo(Cause.STOPPED);
        assertThat(advice.current()).hasValue(0);
        assertThat(advice.wanted()).isBetween(3, 6);
    }

    @Test
    void aPartitionThatWaitsItsTurnIsNotTakenForOneThatStands() {
        Followed group = followed(new Replay(4, ONE, 2, 1).oneByOne());
        group.under(200 * ONE, Duration.ofMinutes(1));

        ScalingAdvice advice = group.under(0, Duration.ofMinutes(5));

        assertThat(advice.wanted()).isEqualTo(4);
        assertThat(advice.basis().standing()).isZero();
    }

    @Test
    void aPartitionThatStandsDoesNotMakeItsOwnerSeemSlow() {
        Replay replay = new Replay(12, ONE, 1, 1);
        Followed group = followed(replay);
        group.under(2.7 * ONE, Duration.ofMinutes(20));
        int before = replay.members();

        replay.pause(0);
        ScalingAdvice advice = group.under(2.7 * ONE, Duration.ofMinutes(30));

        assertThat(advice.cause()).isEqualTo(Cause.MEMBERS_STAND);
        assertThat(advice.basis().standing()).isEqualTo(1);
        assertThat(advice.basis().readPerMember().orElseThrow()).isGreaterThan(0.9 * ONE);
        assertThat(group.most()).isEqualTo(before);
    }

    @Test
    void anAssignorThatGivesOutTopicByTopicBoundsMembersByTheLargestTopic() {
        Followed group = followed(new Replay(12, ONE, 1, 1).ofTwoTopics());

        ScalingAdvice advice = group.under(8 * ONE, Duration.ofMinutes(10));

        assertThat(advice.wanted()).isEqualTo(6);
        assertThat(advice.basis().most()).isEqualTo(6);
        assertThat(advice.cause()).isEqualTo(Cause.PARTITIONS);
    }

    @Test
    void membersThatCommitSeldomDoNotStand() {
        Followed group = followed(new Replay(12, ONE, 1, 1).commitsEvery(40));
        group.under(2.7 * ONE, Duration.ofMinutes(20));

        ScalingAdvice advice = group.under(2.7 * ONE, Duration.ofMinutes(10));

        assertThat(advice.basis().standing()).isZero();
        assertThat(advice.basis().readPerMember().orElseThrow()).isBetween(0.9 * ONE, 1.1 * ONE);
        assertThat(group.most()).isEqualTo(3);
    }

    @Test
    void whatWasLearnedOfMembersThatWereOthersMeanwhileIsTakenBack() {
        Followed group = followed(new Replay(12, ONE, 1, 1).describedEvery(6));
        group.under(1.8 * ONE, Duration.ofMinutes(10));

        ScalingAdvice advice = group.under(5.5 * ONE, Duration.ofMinutes(10));

        assertThat(advice.wanted()).isEqualTo(6);
        assertThat(advice.basis().readPerMember().orElseThrow()).isBetween(0.9 * ONE, 1.1 * ONE);
    }

    @Test
    void whatCannotBeReadIsNotTakenForNothing() {
        Replay replay = new Replay(12, ONE, 1, 1);
        Followed group = followed(replay);
        group.under(2.7 * ONE, Duration.ofMinutes(20));
        int before = replay.members();

        replay.hide(0);
        ScalingAdvice advice = group.under(0.5 * ONE, Duration.ofMinutes(20));

        assertThat(advice.cause()).isEqualTo(Cause.NOT_KNOWN);
        assertThat(advice.wanted()).isEqualTo(before);
    }

    @Test
    void nothingIsConcludedWhilePartitionsChangeHands() {
        Replay replay = new Replay(12, ONE, 1, 1);
        GroupScaler scaler = new GroupScaler(RULES);
        ScalingAdvice advice = settled(scaler, replay, 8 * ONE);
        for (int wanted = 2; wanted < 12; wanted++) {
            replay.scale(wanted);
            while (replay.members() != wanted) {
                advice = scaler.advise(replay.tick(_ -> 8 * ONE));
            }
            int before = advice.wanted();
            advice = scaler.advise(replay.tick(_ -> 8 * ONE));
            assertThat(advice.cause()).isEqualTo(Cause.REBALANCING);
            assertThat(advice.wanted()).isEqualTo(before);
        }
    }

    @Test
    void aReleaseThatGivesWayToTheNextIsNoReasonForMore() {
        Replay replay = new Replay(6, ONE, 3, 1);
        GroupScaler scaler = new GroupScaler(RULES);
        assertThat(settled(scaler, replay, ONE).wanted()).isEqualTo(3);

        for (int members : new int[] {6, 3}) {
            replay.scale(members);
            while (replay.members() != members) {
                assertThat(scaler.advise(replay.tick(_ -> ONE)).wanted()).isEqualTo(3);
            }
            ScalingAdvice advice = scaler.advise(replay.tick(_ -> ONE));
            assertThat(advice.cause()).isEqualTo(Cause.REBALANCING);
            assertThat(advice.wanted()).isEqualTo(3);
        }
    }

    @Test
    void norIsItForWhoBeginsToWatchMeanwhile() {
        Replay replay = new Replay(6, ONE, 6, 1);
        GroupScaler scaler = new GroupScaler(RULES);

        scaler.advise(replay.tick(_ -> ONE));
        assertThat(scaler.advise(replay.tick(_ -> ONE)).cause()).isEqualTo(Cause.NOT_KNOWN);
        replay.scale(3);
        while (replay.members() != 3) {
            assertThat(scaler.advise(replay.tick(_ -> ONE)).cause()).isEqualTo(Cause.NOT_KNOWN);
        }

        assertThat(settled(scaler, replay, ONE).wanted()).isEqualTo(3);
    }

    /** The advice after two minutes of a load in which nobody comes or goes. */
    private static ScalingAdvice settled(GroupScaler scaler, Replay replay, double load) {
        int until = replay.second() + 120;
        ScalingAdvice advice = scaler.advise(replay.tick(_ -> load));
        while (replay.second() < until) {
            advice = scaler.advise(replay.tick(_ -> load));
        }
        return advice;
    }
}
