package dev.rota.lab.bench.billing;

import static dev.rota.lab.bench.MadeUp.mix;
import static dev.rota.lab.bench.MadeUp.uuid7;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * A confirmed order, made up from its number: the same number gives the same order each time.
 *
 * @param number from 0
 * @param eventId of its confirmation; UUIDv7, rising with the number as those of order-producer rise with time
 * @param orderId UUIDv7
 * @param customerId one of {@value #CUSTOMERS}
 * @param amount in units of the currency, with four decimal places
 * @param confirmedAt when it was confirmed
 */
record Order(long number, UUID eventId, String orderId, String customerId, BigDecimal amount, Instant confirmedAt) {

    static final String CURRENCY = "EUR";

    /** So many that no one customer's order is what is waited for. */
    static final int CUSTOMERS = 10_000;

    private static final long BEGIN_MILLIS =
            Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final int PER_MILLI = 10;

    static Order of(long number) {
        long chance = mix(number);
        Instant at = Instant.ofEpochMilli(BEGIN_MILLIS + number / PER_MILLI);
        return new Order(
                number,
                uuid7(at, mix(chance), chance),
                uuid7(at, chance, mix(chance)).toString(),
                "customer-" + Long.remainderUnsigned(chance, CUSTOMERS),
                BigDecimal.valueOf(10_000 + Long.remainderUnsigned(chance >>> 7, 10_000_000), 4),
                at);
    }
}
