package dev.rota.lagmonitor.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.lagmonitor.evaluation.GroupState;
import dev.rota.lagmonitor.evaluation.PartitionId;
import dev.rota.lagmonitor.evaluation.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.ClassicGroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class FromKafkaTest {

    @Test
    void aGroupThatBeganToRebalanceAfterItWasListedIsInTheStateOfItsMembers() {
        MemberDescription member = new MemberDescription(
                "m-1",
                Optional.empty(),
                Optional.empty(),
                "billing-1",
                "/10.0.0.1",
                new MemberAssignment(Set.of()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        Described group = FromKafka.described(new ClassicGroupDescription(
                "billing", "consumer", "", List.of(member), ClassicGroupState.PREPARING_REBALANCE, Node.noNode()));

        assertThat(group.state()).isEqualTo(GroupState.PREPARING_REBALANCE);
        assertThat(group.roster().members()).singleElement().satisfies(one -> {
            assertThat(one.memberId()).isEqualTo("m-1");
            assertThat(one.assignment()).isEmpty();
        });
    }

    @Test
    void aGroupThatCountsItsAssignmentsHasAnEpochAndAStaticMemberItsInstance() {
        MemberDescription member = new MemberDescription(
                "m-1",
                Optional.of("ward-1"),
                Optional.empty(),
                "billing-1",
                "/10.0.0.1",
                new MemberAssignment(Set.of()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        Described group = FromKafka.described(new ConsumerGroupDescription(
                "billing",
                false,
                List.of(member),
                "uniform",
                GroupType.CONSUMER,
                org.apache.kafka.common.GroupState.STABLE,
                Node.noNode(),
                Set.of(),
                Optional.of(7),
                Optional.of(7)));

        assertThat(group.roster().epoch()).hasValue(7);
        assertThat(group.roster().members())
                .singleElement()
                .satisfies(one -> assertThat(one.instanceId()).contains("ward-1"));
    }

    @Test
    void aShareGroupsPlaceIsWhereItsWindowBeginsAndWhatItHasLeft() {
        Map<TopicPartition, SharePartitionOffsetInfo> offsets = new HashMap<>();
        offsets.put(
                new TopicPartition("orders", 0), new SharePartitionOffsetInfo(70, Optional.empty(), Optional.of(25L)));
        offsets.put(
                new TopicPartition("orders", 1), new SharePartitionOffsetInfo(10, Optional.empty(), Optional.empty()));
        offsets.put(new TopicPartition("orders", 2), null);

        assertThat(FromKafka.places(offsets, new PartitionIds()))
                .containsOnly(
                        Map.entry(new PartitionId("orders", 0), Place.of(70, OptionalLong.of(25))),
                        Map.entry(new PartitionId("orders", 1), Place.at(10)));
    }
}
