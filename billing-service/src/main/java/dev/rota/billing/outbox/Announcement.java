package dev.rota.billing.outbox;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.UUID;

/**
 * What others are to hear of one invoice or credit note, once it is settled.
 *
 * @param documentId the invoice's or credit note's own id
 * @param sourceEventId the event it was written for
 * @param source what kind of event was billed: {@code ORDER} or {@code CHECKOUT}
 * @param kind which way the money goes
 * @param state how the charge ended: {@code PAID}, {@code DECLINED}, or {@code OPEN} where there was none
 * @param debtorId the customer or patient; what one debtor hears stays in order
 * @param reference the order id of an order, the event id of a checkout
 * @param amount in units of the currency, positive
 * @param currency its currency
 * @param issuedAt when the document was written, by the database's clock
 */
public record Announcement(
        UUID documentId,
        UUID sourceEventId,
        String source,
        Kind kind,
        String state,
        String debtorId,
        String reference,
        BigDecimal amount,
        Currency currency,
        Instant issuedAt) {

    /** Which way the money goes. */
    public enum Kind {
        /** It is asked for. */
        INVOICE,
        /** It is given back. */
        CREDIT_NOTE
    }
}
