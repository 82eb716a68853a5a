package dev.rota.billing.invoicing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A credit note as HTTP shows it. */
@Schema(name = "CreditNote")
record CreditNoteView(
        @Schema(description = "The credit note's own id") UUID id,

        @Schema(description = "Rises with every credit note", examples = "17")
        long number,

        @Schema(description = "The cancellation it was written for")
        UUID eventId,

        @Schema(description = "The invoice it takes back") UUID invoiceId,

        @Schema(description = "The customer", examples = "c-1")
        String customerId,

        @Schema(description = "The order id") String reference,

        @Schema(description = "What is given back, in units of the currency", examples = "19.90")
        BigDecimal amount,

        @Schema(description = "ISO 4217 code", examples = "EUR")
        String currency,

        @Schema(
                description = "PENDING while the refund is not known to have ended; PAID once the money was given back;"
                        + " DECLINED or OPEN, as the invoice, where there was none to give back")
        Settlement state,

        @Schema(description = "When it was written") Instant issuedAt) {

    static CreditNoteView of(CreditNote note) {
        Charge charge = note.invoice().charge();
        return new CreditNoteView(
                note.id(),
                note.number(),
                note.eventId(),
                note.invoice().id(),
                charge.customerId(),
                charge.reference(),
                Money.readable(charge.amount(), charge.currency()),
                charge.currency().getCurrencyCode(),
                note.state(),
                note.issuedAt());
    }
}
