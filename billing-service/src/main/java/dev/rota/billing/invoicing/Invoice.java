package dev.rota.billing.invoicing;

import dev.rota.billing.outbox.Announcement;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A charge that was put on the books.
 *
 * @param id the invoice's own id
 * @param number rises with every invoice; of one customer, a later event has the higher number
 * @param charge what is owed, for what and by whom
 * @param state whether it is paid
 * @param paymentId what the payment gateway calls the charge; empty while there is none
 * @param issuedAt when it was written, by the database's clock
 * @param settledAt when the charge ended, by the database's clock; empty while it has not, and on account
 */
public record Invoice(
        UUID id,
        long number,
        Charge charge,
        Settlement state,
        Optional<String> paymentId,
        Instant issuedAt,
        Optional<Instant> settledAt) {

    Announcement announcement() {
        return new Announcement(
                id,
                charge.eventId(),
                charge.source().name(),
                Announcement.Kind.INVOICE,
                state.name(),
                charge.customerId(),
                charge.reference(),
                charge.amount(),
                charge.currency(),
                issuedAt);
    }
}
