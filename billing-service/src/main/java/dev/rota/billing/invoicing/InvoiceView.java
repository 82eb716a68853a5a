package dev.rota.billing.invoicing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An invoice as HTTP shows it. */
@Schema(name = "Invoice")
record InvoiceView(
        @Schema(description = "The invoice's own id") UUID id,

        @Schema(description = "Rises with every invoice", examples = "1042")
        long number,

        @Schema(description = "The event that was billed") UUID eventId,
        @Schema(description = "What kind of event it was") Charge.Source source,

        @Schema(description = "The customer of an order, the patient of a checkout", examples = "c-1")
        String customerId,

        @Schema(description = "The order id of an order, the event id of a checkout")
        String reference,

        @Schema(description = "In units of the currency", examples = "19.90")
        BigDecimal amount,

        @Schema(description = "ISO 4217 code", examples = "EUR")
        String currency,

        @Schema(description = "When it happened, as reported")
        Instant occurredAt,

        @Schema(description = "PENDING while the charge is not known to have ended; PAID; DECLINED; OPEN on account")
        Settlement state,

        @Schema(description = "What the payment gateway calls the charge; absent while there is none")
        Optional<String> paymentId,

        @Schema(description = "When the invoice was written")
        Instant issuedAt,

        @Schema(description = "When the charge ended; absent while it has not, and on account")
        Optional<Instant> settledAt) {

    static InvoiceView of(Invoice invoice) {
        Charge charge = invoice.charge();
        return new InvoiceView(
                invoice.id(),
                invoice.number(),
                charge.eventId(),
                charge.source(),
                charge.customerId(),
                charge.reference(),
                Money.readable(charge.amount(), charge.currency()),
                charge.currency().getCurrencyCode(),
                charge.occurredAt(),
                invoice.state(),
                invoice.paymentId(),
                invoice.issuedAt(),
                invoice.settledAt());
    }
}
