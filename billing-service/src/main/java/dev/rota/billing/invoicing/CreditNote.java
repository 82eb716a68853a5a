package dev.rota.billing.invoicing;

import dev.rota.billing.outbox.Announcement;
import java.time.Instant;
import java.util.UUID;

/**
 * Takes back a whole invoice.
 *
 * @param id the credit note's own id
 * @param number rises with every credit note
 * @param eventId the cancellation it was written for
 * @param invoice what it takes back
 * @param state whether the money was given back; once settled, that of the invoice
 * @param issuedAt when it was written, by the database's clock
 */
public record CreditNote(UUID id, long number, UUID eventId, Invoice invoice, Settlement state, Instant issuedAt) {

    Announcement announcement() {
        Charge charge = invoice.charge();
        return new Announcement(
                id,
                eventId,
                charge.source().name(),
                Announcement.Kind.CREDIT_NOTE,
                state.name(),
                charge.customerId(),
                charge.reference(),
                charge.amount(),
                charge.currency(),
                issuedAt);
    }
}
