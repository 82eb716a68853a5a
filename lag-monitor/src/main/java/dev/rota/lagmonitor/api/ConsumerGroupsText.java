package dev.rota.lagmonitor.api;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.Member;
import dev.rota.lagmonitor.evaluation.PartitionLag;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Groups as {@code kafka-consumer-groups --describe} prints them: the same columns, widths and remarks, so that what
 * reads the one can read the other. Rows are sorted by topic and partition, where the tool sorts by member first.
 */
final class ConsumerGroupsText {

    private static final String UNKNOWN = "-";
    private static final List<String> HEADER = List.of(
            "GROUP",
            "TOPIC",
            "PARTITION",
            "CURRENT-OFFSET",
            "LOG-END-OFFSET",
            "LAG",
            "CONSUMER-ID",
            "HOST",
            "CLIENT-ID");
    /** Kafka's own least widths; the last column is as wide as it needs to be. */
    private static final List<Integer> LEAST_WIDTHS = List.of(15, 15, 10, 15, 15, 15, 15, 15, 0);

    private ConsumerGroupsText() {}

    /** All groups, with an empty line between them; empty text if there are none. */
    static String of(Collection<GroupLag> groups) {
        return groups.stream().map(ConsumerGroupsText::of).collect(Collectors.joining("\n"));
    }

    /** One group: a remark where the tool makes one, then the table if there are partitions. Each line ends in \n. */
    static String of(GroupLag group) {
        return of(group, group.partitions());
    }

    /** The same with some of its partitions. */
    static String of(GroupLag group, List<PartitionLag> partitions) {
        Stream<String> remark = remark(group).stream();
        Stream<String> table = partitions.isEmpty() ? Stream.empty() : Stream.of(table(group.group(), partitions));
        return Stream.concat(remark, table).collect(Collectors.joining("\n"));
    }

    private static Optional<String> remark(GroupLag group) {
        return switch (group.state()) {
            case EMPTY -> Optional.of("Consumer group '%s' has no active members.%n".formatted(group.group()));
            case DEAD -> Optional.of("Consumer group '%s' does not exist.%n".formatted(group.group()));
            case PREPARING_REBALANCE, COMPLETING_REBALANCE, ASSIGNING, RECONCILING ->
                Optional.of("Warning: Consumer group '%s' is rebalancing.%n".formatted(group.group()));
            case STABLE, NOT_READY, UNKNOWN -> Optional.empty();
        };
    }

    private static String table(String group, List<PartitionLag> partitions) {
        List<List<String>> rows = Stream.concat(
                        Stream.of(HEADER), partitions.stream().map(partition -> row(group, partition)))
                .toList();
        List<Integer> widths = IntStream.range(0, HEADER.size())
                .mapToObj(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .reduce(LEAST_WIDTHS.get(column), Math::max))
                .toList();
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
    }

    private static List<String> row(String group, PartitionLag partition) {
        return List.of(
                group,
                partition.partition().topic(),
                Integer.toString(partition.partition().number()),
                number(partition.currentOffset()),
                number(partition.logEndOffset()),
                number(partition.offsetLag()),
                partition.owner().map(Member::memberId).orElse(UNKNOWN),
                partition.owner().map(Member::host).orElse(UNKNOWN),
                partition.owner().map(Member::clientId).orElse(UNKNOWN));
    }

    private static String line(List<String> row, List<Integer> widths) {
        return IntStream.range(0, row.size())
                .mapToObj(column -> padded(row.get(column), widths.get(column)))
                .collect(Collectors.joining(" ", "", "\n"))
                .replaceFirst(" +\n", "\n");
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String number(OptionalLong value) {
        return value.isPresent() ? Long.toString(value.getAsLong()) : UNKNOWN;
    }
}
