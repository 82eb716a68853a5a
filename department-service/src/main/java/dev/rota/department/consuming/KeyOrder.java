package dev.rota.department.consuming;

import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Has what is done for one key done in turn, and what is done for different keys side by side. Thread-safe.
 *
 * <p>The connector's own way, {@code throttled.ordered=key}, stops for good after a rebalance (decision 13).
 */
final class KeyOrder {

    /** The latest of each key, while it is under way. */
    private final Map<Object, CompletableFuture<Void>> latest = new ConcurrentHashMap<>();

    /**
     * Waits for those of the same key that were subscribed to before.
     *
     * @param key null has no order
     * @param action subscribed to when it is its turn
     */
    Uni<Void> inTurn(@Nullable Object key, Uni<Void> action) {
        return key == null
                ? action
                : Uni.createFrom().deferred(() -> {
                    CompletableFuture<Void> done = new CompletableFuture<>();
                    CompletableFuture<Void> before = latest.put(key, done);
                    Uni<Void> turn = before == null
                            ? action
                            : Uni.createFrom().completionStage(before).chain(() -> action);
                    return turn.onTermination().invoke(() -> {
                        latest.remove(key, done);
                        done.complete(null);
                    });
                });
    }
}
