package dev.rota.lagmonitor.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.lagmonitor.evaluation.GroupState;
import dev.rota.lagmonitor.evaluation.Roster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.GroupType;
import org.junit.jupiter.api.Test;

class MembersMemoryTest {

    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int TURNS = 6;
    private static final Described STABLE = new Described(GroupState.STABLE, Roster.of(List.of()));

    private final MembersMemory memory = MembersMemory.of(INTERVAL.multipliedBy(TURNS), INTERVAL);

    @Test
    void eachGroupIsAskedAboutOnceInAllTurnsAndSomeAtEach() {
        List<GroupListing> groups =
                IntStream.range(0, 600).mapToObj(i -> stable("group-" + i)).toList();
        memory.tick(groups);
        groups.forEach(group -> memory.put(group, STABLE));

        List<String> asked = new ArrayList<>();
        for (int turn = 0; turn < TURNS; turn++) {
            memory.tick(groups);
            List<String> now = groups.stream()
                    .filter(group -> memory.of(group).isEmpty())
                    .map(GroupListing::groupId)
                    .toList();
            assertThat(now).hasSizeBetween(50, 150);
            asked.addAll(now);
        }

        assertThat(asked)
                .containsExactlyInAnyOrderElementsOf(
                        groups.stream().map(GroupListing::groupId).toList());
    }

    @Test
    void aGroupThatIsListedInAnotherStateIsAskedAbout() {
        remember("billing", STABLE);

        assertThat(memory.of(listing("billing", org.apache.kafka.common.GroupState.EMPTY)))
                .isEmpty();
    }

    @Test
    void aGroupThatRebalancedIsAskedAboutAgain() {
        remember("billing", new Described(GroupState.RECONCILING, Roster.of(List.of())));

        assertThat(memory.of(stable("billing"))).isEmpty();
    }

    @Test
    void aGroupThatWasGoneIsNotRemembered() {
        remember("billing", STABLE);
        memory.tick(List.of());
        memory.tick(List.of(stable("billing")));

        assertThat(memory.of(stable("billing"))).isEmpty();
    }

    @Test
    void withoutATimeAllAreAskedAboutAtEachTick() {
        MembersMemory none = MembersMemory.of(Duration.ZERO, INTERVAL);
        GroupListing billing = stable("billing");
        none.tick(List.of(billing));
        none.put(billing, STABLE);

        none.tick(List.of(billing));

        assertThat(none.of(billing)).isEmpty();
    }

    private void remember(String id, Described described) {
        memory.tick(List.of(stable(id)));
        memory.put(stable(id), described);
    }

    private static GroupListing stable(String id) {
        return listing(id, org.apache.kafka.common.GroupState.STABLE);
    }

    private static GroupListing listing(String id, org.apache.kafka.common.GroupState state) {
        return new GroupListing(id, Optional.of(GroupType.CONSUMER), "consumer", Optional.of(state));
    }
}
