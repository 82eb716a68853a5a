package dev.rota.analytics.query;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What all partitions had to say.
 *
 * @param parts those that could
 * @param missing those that could not, and why
 */
record Gathered<T>(List<Part<T>> parts, List<Missing> missing) {

    /** How far the copy was behind that was furthest behind; empty if all partitions' owners answered. */
    OptionalLong behind() {
        return parts.stream()
                .map(Part::behind)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .max();
    }
}
