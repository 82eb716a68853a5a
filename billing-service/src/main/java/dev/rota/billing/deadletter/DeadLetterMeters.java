package dev.rota.billing.deadletter;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** Counts dead letters and what becomes of them. Called on any thread. */
@ApplicationScoped
class DeadLetterMeters {

    /** Reasons told apart; the topic is open to whoever may write to it, and a label must not grow without end. */
    static final int MOST_REASONS = 20;

    private static final String OTHER = "other";

    private static final Duration REFRESH = Duration.ofSeconds(30);

    private final MeterRegistry meters;
    private final Set<String> reasons = ConcurrentHashMap.newKeySet();

    DeadLetterMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Counts letters in the database. */
    @FunctionalInterface
    interface Count {
        long get() throws SQLException;
    }

    /** Shows from now on whether the index works and how many letters were never sent back. */
    void watch(BooleanSupplier indexing, Count notRedriven) {
        Gauge.builder("rota.dead.letters.indexing", () -> indexing.getAsBoolean() ? 1 : 0)
                .description("1 while dead letters are being indexed")
                .register(meters);
        RefreshedCount count = new RefreshedCount(notRedriven, REFRESH);
        Gauge.builder("rota.dead.letters.not.redriven", count::get)
                .description("Dead letters that were never sent back; counted every 30 s at most")
                .strongReference(true)
                .register(meters);
    }

    /** A letter is in the index that was not there before. */
    void indexed(String reason) {
        meters.counter("rota.dead.letters.indexed", "reason", label(reason)).increment();
    }

    /** A redrive ended. */
    void redriven(RedriveOutcome outcome) {
        meters.counter("rota.dead.letters.redrives", "outcome", outcome.word()).increment();
    }

    private synchronized String label(String reason) {
        if (reasons.contains(reason)) {
            return reason;
        }
        return reasons.size() < MOST_REASONS && reasons.add(reason) ? reason : OTHER;
    }
}
