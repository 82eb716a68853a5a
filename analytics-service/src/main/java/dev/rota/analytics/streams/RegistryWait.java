package dev.rota.analytics.streams;

import dev.rota.registry.RegistryFailures;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Waits for a schema registry that does not answer. It holds up the thread whose record needs it, and only that: the schema of
 * each kind of event is asked for once. A wait that is longer than a transaction may take costs that transaction, and the task's stores are
 * fetched from their changelogs; to give up at once would cost the same, each time again. Thread-safe.
 */
final class RegistryWait {

    private static final Logger LOG = Logger.getLogger(RegistryWait.class);

    private final Duration patience;
    private final Duration pause;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * Prepares it.
     *
     * @param patience how long a record waits
     * @param pause between two questions
     */
    RegistryWait(Duration patience, Duration pause) {
        this.patience = patience;
        this.pause = pause;
    }

    /**
     * Asks until there is an answer.
     *
     * @throws RuntimeException what the question throws, if it is not an outage, or one for too long, or this is stopped
     */
    <T> T ask(Supplier<T> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            if (!RegistryFailures.isOutage(e)) {
                throw e;
            }
            return askAgain(question, e);
        }
    }

    private <T> T askAgain(Supplier<T> question, RuntimeException first) {
        long deadline = System.nanoTime() + patience.toNanos();
        RuntimeException last = first;
        LOG.warnf("The schema registry does not answer; a record waits for it, up to %s: %s", patience, first);
        waiting.incrementAndGet();
        try {
            while (System.nanoTime() < deadline && !stopped.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                try {
                    T answer = question.get();
                    LOG.info("The schema registry answers again");
                    return answer;
                } catch (RuntimeException e) {
                    if (!RegistryFailures.isOutage(e)) {
                        throw e;
                    }
                    last = e;
                }
            }
            throw last;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw last;
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** Whether a record waits now. */
    boolean isWaiting() {
        return waiting.get() > 0;
    }

    /** Nobody waits any more. */
    void stop() {
        stopped.countDown();
    }
}
