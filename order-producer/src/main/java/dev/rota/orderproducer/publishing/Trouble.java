package dev.rota.orderproducer.publishing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tells where a time of failures begins and ends, so that each is said once. In a partial outage some fail and some do not: it is
 * over when none has failed for ten seconds. Thread-safe.
 */
final class Trouble {

    private static final Duration CALM = Duration.ofSeconds(10);

    private final Clock clock;
    private final AtomicReference<@Nullable Instant> lastFailure = new AtomicReference<>();

    Trouble(Clock clock) {
        this.clock = clock;
    }

    /** Something has failed: true if it is the first. */
    boolean begins() {
        return lastFailure.getAndSet(clock.instant()) == null;
    }

    /** Something has worked: true if it is the first after a time of failures. */
    boolean isOver() {
        Instant last = lastFailure.get();
        return last != null && last.plus(CALM).isBefore(clock.instant()) && lastFailure.compareAndSet(last, null);
    }
}
