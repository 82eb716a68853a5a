package dev.rota.billing.consuming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** When a member that owns nothing is right to. */
class GroupStandingTest {

    private static final MemberAssignment NOTHING = new MemberAssignment(Set.of());
    private static final MemberAssignment SOMETHING =
            new MemberAssignment(Set.of(new TopicPartition("order-events", 0)));

    @Test
    void onTheConsumerProtocolTheTargetDecides() {
        assertThat(isMeantToIdle(GroupType.CONSUMER, GroupState.STABLE, NOTHING, Optional.of(NOTHING)))
                .isTrue();
        assertThat(isMeantToIdle(GroupType.CONSUMER, GroupState.RECONCILING, NOTHING, Optional.of(NOTHING)))
                .isTrue();
        assertThat(isMeantToIdle(GroupType.CONSUMER, GroupState.RECONCILING, NOTHING, Optional.of(SOMETHING)))
                .isFalse();
        assertThat(isMeantToIdle(GroupType.CONSUMER, GroupState.STABLE, NOTHING, Optional.empty()))
                .isFalse();
    }

    @Test
    void onTheClassicProtocolTheAssignmentOfAStableGroupDoes() {
        assertThat(isMeantToIdle(GroupType.CLASSIC, GroupState.STABLE, NOTHING, Optional.empty()))
                .isTrue();
        assertThat(isMeantToIdle(GroupType.CLASSIC, GroupState.STABLE, SOMETHING, Optional.empty()))
                .isFalse();
        assertThat(isMeantToIdle(GroupType.CLASSIC, GroupState.PREPARING_REBALANCE, NOTHING, Optional.empty()))
                .isFalse();
    }

    @Test
    void aMemberThatTheGroupHasForgottenIsNot() {
        ConsumerGroupDescription group = group(GroupType.CONSUMER, GroupState.STABLE, NOTHING, Optional.of(NOTHING));

        assertThat(GroupStanding.isMeantToIdle(group, "another")).isFalse();
    }

    private static boolean isMeantToIdle(
            GroupType type, GroupState state, MemberAssignment assigned, Optional<MemberAssignment> target) {
        return GroupStanding.isMeantToIdle(group(type, state, assigned, target), "me");
    }

    private static ConsumerGroupDescription group(
            GroupType type, GroupState state, MemberAssignment assigned, Optional<MemberAssignment> target) {
        MemberDescription member = new MemberDescription(
                "me",
                Optional.empty(),
                Optional.empty(),
                "client",
                "host",
                assigned,
                target,
                Optional.of(1),
                Optional.of(true));
        return new ConsumerGroupDescription(
                "billing",
                false,
                List.of(member),
                "",
                type,
                state,
                new Node(1, "host", 9092),
                Set.of(),
                Optional.of(1),
                Optional.of(1));
    }
}
