package dev.rota.localstack.process;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Starts or stops components at the same time, however many there are and however few cores. */
public final class SideBySide {

    private SideBySide() {}

    /**
     * Does the same to each component, each on a virtual thread of its own, and returns when all are done.
     *
     * @throws RuntimeException what the first that failed threw; the others have been waited for
     */
    public static void forEach(Collection<Component> components, Consumer<Component> action) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Void>> all = components.stream()
                    .map(component -> CompletableFuture.runAsync(() -> action.accept(component), threads))
                    .toList();
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
