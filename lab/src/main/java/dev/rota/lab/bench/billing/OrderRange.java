package dev.rota.lab.bench.billing;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Orders with consecutive numbers; two ranges that do not overlap share no order.
 *
 * @param first the number of the first
 * @param size how many, at least 1
 */
record OrderRange(long first, int size) {

    Stream<Order> orders() {
        return LongStream.range(first, first + size).mapToObj(Order::of);
    }

    /** In lists of this size, the last of what is left. */
    Stream<List<Order>> batches(int batchSize) {
        return LongStream.iterate(first, from -> from < first + size, from -> from + batchSize)
                .mapToObj(from -> new OrderRange(from, (int) Math.min(batchSize, first + size - from))
                        .orders()
                        .toList());
    }

    /** The ids of the events that confirm them. */
    Set<UUID> eventIds() {
        Set<UUID> ids = HashSet.newHashSet(size);
        orders().map(Order::eventId).forEach(ids::add);
        return ids;
    }
}
