package dev.rota.billing.deadletter;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * A number that takes a query, for those who ask often and must not wait: it answers with what it last knew, and asks
 * again in the background if that is too old. Thread-safe.
 */
final class RefreshedCount {

    private static final Logger LOG = Logger.getLogger(RefreshedCount.class);

    private final DeadLetterMeters.Count query;
    private final long maxAgeNanos;
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private volatile double known = Double.NaN;
    private volatile long askedAt;

    /** @param maxAge the query runs at most once in this time */
    RefreshedCount(DeadLetterMeters.Count query, Duration maxAge) {
        this.query = query;
        this.maxAgeNanos = maxAge.toNanos();
        this.askedAt = System.nanoTime() - maxAgeNanos;
    }

    /** The number as last counted; NaN while it never was. */
    double get() {
        if (System.nanoTime() - askedAt >= maxAgeNanos && refreshing.compareAndSet(false, true)) {
            askedAt = System.nanoTime();
            Thread _ = Thread.ofVirtual().name("dead-letters-count").start(this::refresh);
        }
        return known;
    }

    private void refresh() {
        try {
            known = query.get();
        } catch (SQLException | RuntimeException e) {
            LOG.debug("dead letters could not be counted", e);
        } finally {
            refreshing.set(false);
        }
    }
}
