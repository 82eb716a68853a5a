package dev.rota.lagmonitor.evaluation;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What the cluster said of one group at one time.
 *
 * @param group the group's id
 * @param type the group's protocol
 * @param state what the group is doing
 * @param protocol the protocol type that its members named, for example {@code consumer} or {@code connect}; may be
 *     empty for a group that only commits
 * @param members its members, which may have been described in an earlier tick
 * @param committed the place from which it reads on, per partition; partitions without a commit are not in it
 */
public record GroupReading(
        String group,
        GroupType type,
        GroupState state,
        String protocol,
        Reading<Roster> members,
        Reading<Map<PartitionId, Place>> committed) {

    /** Where it reads on; empty if that could not be read. */
    public Map<PartitionId, Place> places() {
        return committed instanceof Reading.Taken<Map<PartitionId, Place>>(Map<PartitionId, Place> taken)
                ? taken
                : Map.of();
    }

    /**
     * The same, and what is to be read first.
     *
     * @param first of a place; empty if it was not read
     */
    public GroupReading before(BiFunction<PartitionId, Place, Optional<FirstRecord>> first) {
        Map<PartitionId, Place> known = new HashMap<>();
        places().forEach((partition, place) -> known.put(
                partition, first.apply(partition, place).map(place::before).orElse(place)));
        return known.isEmpty() ? this : new GroupReading(group, type, state, protocol, members, Reading.taken(known));
    }
}
