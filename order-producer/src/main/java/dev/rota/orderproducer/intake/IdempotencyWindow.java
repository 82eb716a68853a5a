package dev.rota.orderproducer.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What this replica remembers of the latest requests that had an idempotency key: enough to answer a repeat with the
 * receipt of the first, to say that the first is still under way, and to notice a key that comes with another body.
 *
 * <p>Bounded in number and time. What is forgotten, or came through another replica, is written again with the same event
 * id, and consumers act once. Thread-safe.
 */
final class IdempotencyWindow {

    private final int maxKeys;
    private final Duration maxAge;
    private final Clock clock;

    /** By event, the oldest first. */
    private final Map<UUID, Memory> memories = new LinkedHashMap<>();

    IdempotencyWindow(IdempotencyConfig config, Clock clock) {
        this(config.maxKeys(), config.maxAge(), clock);
    }

    IdempotencyWindow(int maxKeys, Duration maxAge, Clock clock) {
        this.maxKeys = maxKeys;
        this.maxAge = maxAge;
        this.clock = clock;
    }

    /** Whether a request may go on. */
    sealed interface Claim {

        /** It may: {@link #settle} must be told how it ended, or {@link #forget} that it did not begin. */
        record Granted(Memory memory) implements Claim {}

        /** Another one with this key has not ended. */
        record InProgress() implements Claim {}

        /** Its key belongs to another body. */
        record OfAnother() implements Claim {}

        /** It was written before. */
        record Written(Receipt receipt) implements Claim {}
    }

    /** One request, for as long as it is remembered. Guarded by the window's lock. */
    static final class Memory {

        private final UUID eventId;
        private final Fingerprint fingerprint;
        private final Instant since;
        private boolean inProgress = true;
        private boolean mayBeWritten;
        private Optional<Receipt> receipt = Optional.empty();

        private Memory(UUID eventId, Fingerprint fingerprint, Instant since) {
            this.eventId = eventId;
            this.fingerprint = fingerprint;
            this.since = since;
        }
    }

    /**
     * A request with a key wants to begin.
     *
     * @param eventId what its key stands for
     * @param fingerprint of its body
     */
    synchronized Claim claim(UUID eventId, Fingerprint fingerprint) {
        Instant now = clock.instant();
        forgetOlderThan(now.minus(maxAge));
        Memory known = memories.get(eventId);
        if (known == null) {
            Memory fresh = new Memory(eventId, fingerprint, now);
            memories.put(eventId, fresh);
            if (memories.size() > maxKeys) {
                memories.remove(memories.keySet().iterator().next());
            }
            return new Claim.Granted(fresh);
        }
        if (!known.fingerprint.equals(fingerprint)) {
            return new Claim.OfAnother();
        }
        if (known.inProgress) {
            return new Claim.InProgress();
        }
        if (known.receipt.isPresent()) {
            return new Claim.Written(known.receipt.get());
        }
        known.inProgress = true;
        return new Claim.Granted(known);
    }

    /** It ended, and it is not known whether it was written: only the same body may come again under its key. */
    synchronized void settle(Memory memory) {
        memory.inProgress = false;
        memory.mayBeWritten = true;
    }

    /** It was written. */
    synchronized void settle(Memory memory, Receipt receipt) {
        memory.inProgress = false;
        memory.receipt = Optional.of(receipt);
    }

    /** Nothing was written this time, nor will be: unless an earlier try may have been, its key is free again. */
    synchronized void forget(Memory memory) {
        memory.inProgress = false;
        if (!memory.mayBeWritten) {
            memories.remove(memory.eventId, memory);
        }
    }

    private void forgetOlderThan(Instant oldest) {
        Iterator<Memory> byAge = memories.values().iterator();
        while (byAge.hasNext() && byAge.next().since.isBefore(oldest)) {
            byAge.remove();
        }
    }
}
