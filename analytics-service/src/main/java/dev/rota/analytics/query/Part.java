package dev.rota.analytics.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one partition has to say, as replicas tell each other.
 *
 * @param partition which
 * @param rows in the order of its store
 * @param more whether there is more than was asked for
 * @param behind how many records of its changelog the copy was behind that answered; null if the owner did
 */
record Part<T>(
        int partition, List<T> rows, boolean more, @Nullable Long behind) {}
