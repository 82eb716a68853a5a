package dev.rota.localstack.gateway;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/**
 * A behaviour in force, and what has come of it so far. Chance has no part in it: a test that is repeated meets the same
 * faults. Thread-safe.
 */
final class Conditions {

    /** What befalls a request. */
    enum Fault {
        NONE,
        /** It fails and nothing is booked. */
        BEFORE_BOOKING,
        /** It is booked and its answer gets lost. */
        AFTER_BOOKING
    }

    private static final double HASHES = 0x1p32;

    private final Behaviour behaviour;
    private final AtomicLong requests = new AtomicLong();

    Conditions(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    Behaviour behaviour() {
        return behaviour;
    }

    /** The fault of the next request. Faults are spread evenly, and the two kinds take turns. */
    Fault nextFault() {
        long request = requests.incrementAndGet();
        long faults = faultsAmong(request);
        if (faults == faultsAmong(request - 1)) {
            return Fault.NONE;
        }
        return faults % 2 == 1 ? Fault.BEFORE_BOOKING : Fault.AFTER_BOOKING;
    }

    private long faultsAmong(long count) {
        return (long) Math.floor(count * behaviour.errorRate());
    }

    /** Whether a charge is declined: by its account, or by its key, which decides the same each time. */
    boolean declines(String account, String key) {
        CRC32C hash = new CRC32C();
        hash.update(key.getBytes(StandardCharsets.UTF_8));
        return behaviour.declinedAccounts().contains(account) || hash.getValue() / HASHES < behaviour.declineRate();
    }
}
