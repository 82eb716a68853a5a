package dev.rota.billing.invoicing;

import java.time.Instant;
import java.util.UUID;

/**
 * A charge that was put on the books.
 *
 * @param id the invoice's own id
 * @param number rises with every invoice; of one customer, a later event has the higher number
 * @param charge what is owed, for what and by whom
 * @param issuedAt when it was written, by the database's clock
 */
public record Invoice(UUID id, long number, Charge charge, Instant issuedAt) {}
