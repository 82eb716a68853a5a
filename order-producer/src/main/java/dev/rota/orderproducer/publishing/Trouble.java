package dev.rota.orderproducer.publishing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tells where a time of failures begins and ends, so that each is said once. In a partial outage some fail and some do not: it is
 * over when something works and nothing has failed for ten seconds. Thread-safe.
 */
final class Trouble {

    private static final Duration CALM = Duration.ofSeconds(10);

    private final Clock clock;
    private final AtomicReference<@Nullable Failures> failures = new AtomicReference<>();

    Trouble(Clock clock) {
        this.clock = clock;
    }

    /** What is not over, so far as is known. */
    private record Failures(Instant last, boolean somethingWorkedSince) {

        boolean areLongAgo(Instant now) {
            return last.plus(CALM).isBefore(now);
        }
    }

    /** Something has failed: true if it is the first. */
    boolean begins() {
        Instant now = clock.instant();
        Failures before = failures.getAndSet(new Failures(now, false));
        return before == null || (before.somethingWorkedSince() && before.areLongAgo(now));
    }

    /** Something has worked: true if it is the first after a time of failures. */
    boolean isOver() {
        Failures known = failures.get();
        if (known == null) {
            return false;
        }
        if (known.areLongAgo(clock.instant())) {
            return failures.compareAndSet(known, null);
        }
        if (!known.somethingWorkedSince()) {
            failures.compareAndSet(known, new Failures(known.last(), true));
        }
        return false;
    }
}
