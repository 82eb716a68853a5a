package dev.rota.lagmonitor.evaluation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns each reading of the cluster into a {@link Snapshot}. A group that could not be read keeps its last figures, with
 * their true age and the reason; a group that is gone is dropped.
 *
 * <p>Remembers the snapshot that it made last. Not thread-safe: the sampler's thread owns it.
 */
public final class LagEvaluator {

    private static final Reading<Long> NEVER_ASKED = Reading.missed("The end offset was not read");

    private Snapshot last = new Snapshot(Moment.now(), List.of());

    /** The state of all groups after this reading. Readings must come in the order in which they were taken. */
    public Snapshot evaluate(ClusterReading reading) {
        Map<String, GroupLag> groups = reading.groups().stream()
                .map(group -> evaluate(group, reading))
                .collect(Collectors.toMap(GroupLag::group, Function.identity()));
        reading.unlisted()
                .ifPresent(reason -> last.groups()
                        .forEach(group -> groups.computeIfAbsent(group.group(), id -> group.notRenewed(reason))));
        last = new Snapshot(reading.at(), groups.values());
        return last;
    }

    private GroupLag evaluate(GroupReading group, ClusterReading reading) {
        return switch (group.committed()) {
            case Reading.Taken<Map<PartitionId, Long>>(Map<PartitionId, Long> committed) ->
                renewed(group, committed, reading, new ArrayList<>());
            case Reading.Missed<Map<PartitionId, Long>>(String reason) ->
                last.group(group.group())
                        .map(known -> known.notRenewed(reason))
                        .orElseGet(() -> renewed(group, Map.of(), reading, new ArrayList<>(List.of(reason))));
        };
    }

    private static GroupLag renewed(
            GroupReading group, Map<PartitionId, Long> committed, ClusterReading reading, List<String> gaps) {
        Optional<List<Member>> members = switch (group.members()) {
            case Reading.Taken<List<Member>>(List<Member> known) -> Optional.of(known);
            case Reading.Missed<List<Member>>(String reason) -> {
                gaps.add(reason);
                yield Optional.empty();
            }
        };
        return new GroupLag(
                group.group(),
                group.type(),
                group.state(),
                group.protocol(),
                reading.at(),
                members,
                partitions(committed, members.orElse(List.of()), reading.endOffsets()),
                List.copyOf(gaps));
    }

    private static List<PartitionLag> partitions(
            Map<PartitionId, Long> committed, List<Member> members, Map<PartitionId, Reading<Long>> endOffsets) {
        Map<PartitionId, Member> owners = new HashMap<>();
        members.forEach(member -> member.assignment().forEach(partition -> owners.put(partition, member)));
        // A partition that is owned but was never committed belongs to the group all the same.
        SortedSet<PartitionId> all = new TreeSet<>(committed.keySet());
        all.addAll(owners.keySet());
        return all.stream()
                .map(partition -> PartitionLag.of(
                        partition,
                        optional(committed.get(partition)),
                        endOffsets.getOrDefault(partition, NEVER_ASKED),
                        Optional.ofNullable(owners.get(partition))))
                .toList();
    }

    private static OptionalLong optional(@Nullable Long value) {
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
