package dev.rota.localstack.gateway;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A charge or refund that was booked.
 *
 * @param idempotencyKey what the caller calls it; one key, one entry
 * @param kind whether money was asked for or given back
 * @param id what the gateway calls it
 * @param account who pays, or is paid back
 * @param amount in whole units of the currency
 * @param currency three capital letters
 * @param reference what it is for, in the caller's words
 * @param status what came of it
 * @param charge of a refund, the id of the charge it gives back
 * @param at when it was booked
 * @param requests how many requests with this key were served, the first and every replay; also those whose answer
 *     was then lost
 */
public record LedgerEntry(
        String idempotencyKey,
        Kind kind,
        UUID id,
        String account,
        BigDecimal amount,
        String currency,
        String reference,
        Status status,
        Optional<UUID> charge,
        Instant at,
        int requests) {

    /** Which way the money goes. */
    public enum Kind {
        CHARGE,
        REFUND
    }

    /** What came of a request. */
    public enum Status {
        APPROVED,
        DECLINED,
        REFUNDED
    }

    LedgerEntry requestedAgain() {
        return new LedgerEntry(
                idempotencyKey, kind, id, account, amount, currency, reference, status, charge, at, requests + 1);
    }
}
