package dev.rota.analytics.streams;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What others know, for many who want to know it at once, and cannot wait for as long as they may take to say it. They are asked one question
 * at a time; whoever comes meanwhile shares the next, so that no answer is older than the wish for it. Thread-safe.
 *
 * @param <T> what they say
 */
final class Fresh<T> implements AutoCloseable {

    private final Callable<T> question;
    private final ExecutorService thread;

    /** Not asked yet; null if nobody waits for it. */
    private @Nullable CompletableFuture<T> next;

    /**
     * Asks nothing yet.
     *
     * @param name of the thread that asks
     * @param question may take long
     */
    Fresh(String name, Callable<T> question) {
        this.question = question;
        thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    /**
     * Asks.
     *
     * @throws TimeoutException if there is no answer by then
     * @throws ExecutionException if they cannot say
     */
    T within(Duration patience) throws TimeoutException, ExecutionException, InterruptedException {
        return shared().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized CompletableFuture<T> shared() {
        CompletableFuture<T> shared = next;
        if (shared == null) {
            shared = new CompletableFuture<>();
            next = shared;
            thread.execute(this::ask);
        }
        return shared;
    }

    private void ask() {
        CompletableFuture<T> mine = taken();
        try {
            mine.complete(question.call());
        } catch (Exception e) {
            mine.completeExceptionally(e);
        }
    }

    private synchronized CompletableFuture<T> taken() {
        CompletableFuture<T> taken = next;
        if (taken == null) {
            throw new IllegalStateException("nobody waits");
        }
        next = null;
        return taken;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
