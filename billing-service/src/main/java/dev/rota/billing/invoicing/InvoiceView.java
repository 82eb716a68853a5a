package dev.rota.billing.invoicing;

import java.math.BigDecimal;
import java.time.Instant;
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

        @Schema(description = "When the invoice was written")
        Instant issuedAt) {

    static InvoiceView of(Invoice invoice) {
        Charge charge = invoice.charge();
        return new InvoiceView(
                invoice.id(),
                invoice.number(),
                charge.eventId(),
                charge.source(),
                charge.customerId(),
                charge.reference(),
                readable(charge.amount(), charge.currency().getDefaultFractionDigits()),
                charge.currency().getCurrencyCode(),
                charge.occurredAt(),
                invoice.issuedAt());
    }

    /** As many fraction digits as the currency has, or as many as the amount needs if that is more. */
    private static BigDecimal readable(BigDecimal amount, int currencyDigits) {
        BigDecimal shortest = amount.stripTrailingZeros();
        return shortest.setScale(Math.max(Math.max(currencyDigits, 0), shortest.scale()));
    }
}
