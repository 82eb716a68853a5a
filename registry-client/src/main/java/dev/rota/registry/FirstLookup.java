package dev.rota.registry;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Bounds the time of what may have to ask the registry, whose client waits for an answer without end. Once a schema is
 * known nothing is asked any more, and nothing is bounded. Thread-safe.
 */
public final class FirstLookup implements AutoCloseable {

    private final Duration patience;
    private final int tries;
    private final Set<Object> known = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param patience how long to wait for the registry */
    public FirstLookup(Duration patience) {
        this(patience, 1);
    }

    /**
     * For those who have time: the client may lose a request for good that is answered at once when it is sent again.
     *
     * @param patience how long to wait for the registry each time
     * @param tries how often at most
     */
    public FirstLookup(Duration patience, int tries) {
        this.patience = patience;
        this.tries = tries;
    }

    /**
     * Does something that needs a schema.
     *
     * @param schema what it is known by once this has succeeded
     * @throws SerializationException caused by a {@link TimeoutException} if the registry takes too long
     * @throws RuntimeException what the work itself throws
     */
    public <T> T run(Object schema, Callable<T> work) {
        try {
            if (known.contains(schema)) {
                return work.call();
            }
            T result = bounded(work);
            known.add(schema);
            return result;
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new SerializationException("the schema registry did not answer", e);
        }
    }

    private <T> T bounded(Callable<T> work) throws Exception {
        for (int more = tries - 1; more > 0; more--) {
            try {
                return once(work);
            } catch (TimeoutException _) {
                // Again, then.
            }
        }
        return once(work);
    }

    private <T> T once(Callable<T> work) throws Exception {
        Future<T> result = threads.submit(work);
        try {
            return result.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            result.cancel(true);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
