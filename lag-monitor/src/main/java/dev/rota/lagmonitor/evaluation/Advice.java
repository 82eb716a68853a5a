package dev.rota.lagmonitor.evaluation;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What to tell an operator who would add consumers to a group, where that cannot help. */
final class Advice {

    private static final int MOST_TOPICS = 3;

    private Advice() {}

    /** In sentences; empty if there is nothing to say, or it cannot be said. */
    static List<String> of(GroupLag group) {
        // Members of a share group read the same partitions: one more always helps.
        if (group.type() == GroupType.SHARE) {
            return List.of();
        }
        return group.membership()
                .filter(membership -> !membership.loads().isEmpty())
                .map(membership -> Stream.concat(onMembers(group, membership).stream(), onTopics(group))
                        .toList())
                .orElse(List.of());
    }

    private static Optional<String> onMembers(GroupLag group, Membership membership) {
        if (membership.idle().isEmpty()) {
            return Optional.empty();
        }
        int idle = membership.idle().getAsInt();
        int members = membership.loads().size();
        int owned = membership.loads().stream()
                .mapToInt(load -> load.member().assignment().size())
                .sum();
        if (owned == 0) {
            return Optional.of("No member owns a partition: there is none of what they subscribe to.");
        }
        if (idle > 0 && group.type() == GroupType.STREAMS) {
            return Optional.of("More members cannot help: %d of %d have no task.".formatted(idle, members));
        }
        if (members > owned) {
            return Optional.of("More members cannot help: there are %d, and %d partitions. Idle: %d."
                    .formatted(members, owned, idle));
        }
        if (idle > 0) {
            return Optional.of(
                    "Idle members: %d of %d, although there are %d partitions. Either they subscribe to other topics, or the assignor leaves them out, as range does."
                            .formatted(idle, members, owned));
        }
        return members == owned && group.status() == Status.LAGGING
                ? Optional.of(
                        "More members cannot help: each of the %d partitions has one of its own.".formatted(owned))
                : Optional.empty();
    }

    private static Stream<String> onTopics(GroupLag group) {
        return group.topics().stream()
                .flatMap(topic -> topic.hot().stream().limit(1).map(hottest -> onHottest(topic, hottest)))
                .limit(MOST_TOPICS);
    }

    private static String onHottest(TopicSkew topic, TopicSkew.Share hottest) {
        return String.format(
                Locale.ROOT,
                "%s gets %.0f %% of what is written to the topic's %d partitions, and one member alone reads it: more members cannot help with that. Look at its keys; more partitions part keys from each other, never the records of one.",
                new PartitionId(topic.topic(), hottest.partition()),
                100 * hottest.share(),
                topic.partitions());
    }
}
