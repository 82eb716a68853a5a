package dev.rota.billing.invoicing;

/** How the money side of an invoice or credit note stands. */
public enum Settlement {
    /** The card's charge or refund is not known to have ended. */
    PENDING,
    /** The card was charged; of a credit note, the money was given back. */
    PAID,
    /** The card was declined; of a credit note, there was nothing to give back. */
    DECLINED,
    /** On account: no card was asked. */
    OPEN
}
