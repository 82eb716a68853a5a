package dev.rota.localstack.gateway;

import dev.rota.localstack.gateway.Conditions.Fault;
import dev.rota.localstack.gateway.Ledger.Receipt;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Takes charges and refunds to the ledger, under the conditions in force. Thread-safe; a call may take its latency. */
final class Gateway {

    private static final Map<String, String> RETRY_SOON = Map.of("Retry-After", "1");

    private final Ledger ledger;

    /** Keys of first requests under way, so that a second one hears so instead of waiting. */
    private final Set<String> inProgress = ConcurrentHashMap.newKeySet();

    private volatile Conditions conditions = new Conditions(Behaviour.none());

    Gateway(Ledger ledger) {
        this.ledger = ledger;
    }

    Behaviour behaviour() {
        return conditions.behaviour();
    }

    /** Counts faults anew from here. */
    void behave(Behaviour behaviour) {
        conditions = new Conditions(behaviour);
    }

    /**
     * Books a request, or replays what was booked for its key.
     *
     * @throws Refusal if nothing comes of it, or its answer is to get lost
     */
    Receipt pay(String key, PaymentRequest request) {
        Conditions now = conditions;
        if (now.behaviour().outage()) {
            throw new Refusal(Refusal.UNAVAILABLE, "The gateway is out of order; nothing was booked.", RETRY_SOON);
        }
        // A key that is booked needs no claim; whether it is booked by then, the ledger decides.
        if (ledger.find(key).isPresent()) {
            return payClaimed(now, key, request);
        }
        if (!inProgress.add(key)) {
            throw new Refusal(
                    Refusal.CONFLICT, "A request with the idempotency key " + key + " is in progress.", RETRY_SOON);
        }
        try {
            return payClaimed(now, key, request);
        } finally {
            inProgress.remove(key);
        }
    }

    private Receipt payClaimed(Conditions now, String key, PaymentRequest request) {
        Fault fault = now.nextFault();
        pause(now);
        if (fault == Fault.BEFORE_BOOKING) {
            throw new Refusal(Refusal.FAILURE, "The gateway failed; whether it booked is not known.");
        }
        boolean declined = request instanceof PaymentRequest.Charge charge && now.declines(charge.account(), key);
        Receipt receipt = ledger.settle(key, request, declined);
        if (fault == Fault.AFTER_BOOKING) {
            // The same words as above: the caller cannot tell the two apart.
            throw new Refusal(Refusal.FAILURE, "The gateway failed; whether it booked is not known.");
        }
        return receipt;
    }

    private static void pause(Conditions now) {
        try {
            TimeUnit.NANOSECONDS.sleep(now.behaviour().latency().toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Refusal.UNAVAILABLE, "The gateway is stopping; nothing was booked.", RETRY_SOON);
        }
    }
}
