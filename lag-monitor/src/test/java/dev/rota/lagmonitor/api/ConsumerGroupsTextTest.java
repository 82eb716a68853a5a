package dev.rota.lagmonitor.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.lagmonitor.evaluation.ClusterReading;
import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.GroupReading;
import dev.rota.lagmonitor.evaluation.GroupState;
import dev.rota.lagmonitor.evaluation.GroupType;
import dev.rota.lagmonitor.evaluation.LagEvaluator;
import dev.rota.lagmonitor.evaluation.LogOffsets;
import dev.rota.lagmonitor.evaluation.Member;
import dev.rota.lagmonitor.evaluation.Moment;
import dev.rota.lagmonitor.evaluation.PartitionId;
import dev.rota.lagmonitor.evaluation.Place;
import dev.rota.lagmonitor.evaluation.Reading;
import dev.rota.lagmonitor.evaluation.Roster;
import dev.rota.lagmonitor.evaluation.Rules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Expected texts are what kafka-consumer-groups of Kafka 4.2.1 printed for such groups. */
class ConsumerGroupsTextTest {

    private static final PartitionId ORDERS_0 = new PartitionId("order-events", 0);
    private static final PartitionId ORDERS_1 = new PartitionId("order-events", 1);

    @Test
    void anActiveGroupHasItsOwnersAndADashForWhatIsUnknown() {
        Member member = new Member(
                "sms-1-7e3954af-8ad4-43fc-b2fa-c013562ebf8e", "sms-1", "/127.0.0.1", List.of(ORDERS_0, ORDERS_1));
        GroupLag group = group("sms", GroupState.STABLE, List.of(member), Map.of(ORDERS_0, 5799L));

        String text = ConsumerGroupsText.of(group);

        assertThat(text).isEqualTo("""
                GROUP           TOPIC           PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG             CONSUMER-ID                                HOST            CLIENT-ID
                sms             order-events    0          5799            6508            709             sms-1-7e3954af-8ad4-43fc-b2fa-c013562ebf8e /127.0.0.1      sms-1
                sms             order-events    1          -               3407            -               sms-1-7e3954af-8ad4-43fc-b2fa-c013562ebf8e /127.0.0.1      sms-1
                """);
    }

    @Test
    void aGroupWithoutMembersSaysSo() {
        GroupLag group = group("reporting", GroupState.EMPTY, List.of(), Map.of(ORDERS_0, 3L));

        String text = ConsumerGroupsText.of(group);

        assertThat(text).isEqualTo("""
                Consumer group 'reporting' has no active members.

                GROUP           TOPIC           PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG             CONSUMER-ID     HOST            CLIENT-ID
                reporting       order-events    0          3               6508            6505            -               -               -
                """);
    }

    @Test
    void aRebalancingGroupSaysSo() {
        GroupLag group = group("sms", GroupState.PREPARING_REBALANCE, List.of(), Map.of());

        String text = ConsumerGroupsText.of(group);

        assertThat(text).isEqualTo("Warning: Consumer group 'sms' is rebalancing.\n");
    }

    @Test
    void columnsGrowWithLongNames() {
        GroupLag group =
                group("a-group-with-a-rather-long-name", GroupState.STABLE, List.of(), Map.of(ORDERS_0, 6508L));

        String text = ConsumerGroupsText.of(group);

        assertThat(text.lines())
                .extracting(line -> line.substring(0, 45))
                .containsExactly(
                        "GROUP                           TOPIC        ",
                        "a-group-with-a-rather-long-name order-events ");
    }

    @Test
    void aNewlineStandsBetweenGroups() {
        GroupLag first = group("email", GroupState.EMPTY, List.of(), Map.of());
        GroupLag second = group("sms", GroupState.EMPTY, List.of(), Map.of());

        String text = ConsumerGroupsText.of(List.of(first, second));

        assertThat(text).isEqualTo("""
                Consumer group 'email' has no active members.

                Consumer group 'sms' has no active members.
                """);
    }

    private static GroupLag group(String id, GroupState state, List<Member> members, Map<PartitionId, Long> committed) {
        GroupReading group = new GroupReading(
                id,
                GroupType.CLASSIC,
                state,
                "consumer",
                Reading.taken(Roster.of(members)),
                Reading.taken(committed.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, place -> Place.at(place.getValue())))));
        Map<PartitionId, Reading<LogOffsets>> ends = Map.of(
                ORDERS_0,
                Reading.taken(new LogOffsets(0, 6508, 6508)),
                ORDERS_1,
                Reading.taken(new LogOffsets(0, 3407, 3407)));
        return new LagEvaluator(
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(1),
                        new Rules(1_000, 10_000, Duration.ofMinutes(15), Duration.ofSeconds(45)))
                .evaluate(new ClusterReading(Moment.now(), List.of(group), ends, Optional.empty(), 0))
                .group(id)
                .orElseThrow();
    }
}
