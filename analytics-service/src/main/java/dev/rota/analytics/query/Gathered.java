package dev.rota.analytics.query;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What partitions had to say.
 *
 * @param byPartition those that could
 * @param reasons why nobody spoke for the others
 */
record Gathered<T>(Map<Integer, Part<T>> byPartition, Map<Integer, String> reasons) {

    static <T> Gathered<T> nothing() {
        return new Gathered<>(Map.of(), Map.of());
    }

    /** What is known for sure. */
    static <T> Gathered<T> said(Collection<Part<T>> parts) {
        Map<Integer, Part<T>> byPartition = new TreeMap<>();
        parts.forEach(part -> byPartition.putIfAbsent(part.partition(), part));
        return new Gathered<>(byPartition, Map.of());
    }

    /** That nobody could say, for one reason. */
    static <T> Gathered<T> unsaid(Collection<Integer> partitions, String reason) {
        Map<Integer, String> reasons = new TreeMap<>();
        partitions.forEach(partition -> reasons.put(partition, reason));
        return new Gathered<>(Map.of(), reasons);
    }

    /** Both; where both speak for a partition, or have a reason why not, this one counts. */
    Gathered<T> or(Gathered<T> other) {
        Map<Integer, Part<T>> parts = new TreeMap<>(other.byPartition);
        parts.putAll(byPartition);
        Map<Integer, String> missing = new TreeMap<>(other.reasons);
        missing.putAll(reasons);
        missing.keySet().removeAll(parts.keySet());
        return new Gathered<>(parts, missing);
    }

    /** By partition. */
    Collection<Part<T>> parts() {
        return byPartition.values();
    }

    /** Of all partitions. */
    Stream<T> rows() {
        return parts().stream().flatMap(part -> part.rows().stream());
    }

    /** Partitions that nobody spoke for, in their order. */
    List<Missing> missing() {
        return reasons.entrySet().stream()
                .map(one -> new Missing(one.getKey(), one.getValue()))
                .toList();
    }

    /** How far the copy was behind that was furthest behind; empty if all partitions' owners answered. */
    OptionalLong behind() {
        return parts().stream()
                .map(Part::behind)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .max();
    }
}
