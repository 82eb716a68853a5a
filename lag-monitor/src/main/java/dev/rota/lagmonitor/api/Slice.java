package dev.rota.lagmonitor.api;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The first of what was found.
 *
 * @param last the id after which to go on; empty if that is all
 */
record Slice<T>(List<T> items, Optional<String> last) {

    /**
     * Cuts it off.
     *
     * @param found in the order of the ids
     * @param most at least 1
     */
    static <T> Slice<T> of(Stream<T> found, int most, Function<T, String> id) {
        List<T> items = found.limit(most + 1L).toList();
        return items.size() <= most
                ? new Slice<>(items, Optional.empty())
                : new Slice<>(items.subList(0, most), Optional.of(id.apply(items.get(most - 1))));
    }
}
