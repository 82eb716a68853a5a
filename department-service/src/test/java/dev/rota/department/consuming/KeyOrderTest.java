package dev.rota.department.consuming;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyOrderTest {

    private final KeyOrder order = new KeyOrder();
    private final List<String> begun = new ArrayList<>();
    private final Map<String, CompletableFuture<Void>> ends = new HashMap<>();

    @Test
    void thoseOfOneKeyTakeTurnsAndOthersDoNotWait() {
        begin("ward-1", "first");
        begin("ward-1", "second");
        begin("ward-1", "third");
        begin("ward-2", "other");
        assertThat(begun).containsExactly("first", "other");

        end("first").complete(null);
        assertThat(begun).containsExactly("first", "other", "second");

        end("second").complete(null);
        assertThat(begun).containsExactly("first", "other", "second", "third");
    }

    @Test
    void oneThatFailsDoesNotHoldUpTheNext() {
        begin("ward-1", "first");
        begin("ward-1", "second");

        end("first").completeExceptionally(new IllegalStateException("for the test"));

        assertThat(begun).containsExactly("first", "second");
    }

    @Test
    void withoutAKeyThereIsNoOrder() {
        begin(null, "first");
        begin(null, "second");

        assertThat(begun).containsExactly("first", "second");
    }

    private void begin(@Nullable String key, String name) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        ends.put(name, end);
        order.inTurn(key, Uni.createFrom().completionStage(() -> {
                    begun.add(name);
                    return end;
                }))
                .subscribe()
                .with(_ -> {}, _ -> {});
    }

    private CompletableFuture<Void> end(String name) {
        return Objects.requireNonNull(ends.get(name));
    }
}
