package dev.rota.billing.invoicing;

import static dev.rota.billing.invoicing.UnbillableEventException.require;
import static dev.rota.billing.invoicing.UnbillableEventException.requireId;

import dev.rota.billing.invoicing.UnbillableEventException.Reason;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.UUID;

/**
 * Money that is owed for one event.
 *
 * @param eventId the event's own id; the same event never is two charges
 * @param source what kind of event it was
 * @param customerId who owes: the customer of an order, the patient of a checkout
 * @param reference what the person is asked about: the order id of an order, the event id of a checkout
 * @param amount more than 0, in units of the currency, at most 15 digits before and 4 after the point
 * @param currency the ISO 4217 currency of the amount
 * @param occurredAt when it happened, as reported
 */
public record Charge(
        UUID eventId,
        Source source,
        String customerId,
        String reference,
        BigDecimal amount,
        Currency currency,
        Instant occurredAt) {

    private static final int FRACTION_DIGITS = 4;
    private static final int INTEGER_DIGITS = 15;

    /** What was billed. */
    public enum Source {
        ORDER,
        CHECKOUT
    }

    public Charge {
        requireId("customer id", customerId);
        requireId("reference", reference);
        require(amount.signum() > 0, Reason.INVALID_AMOUNT, "the amount " + amount + " is not positive");
        BigDecimal shortest = amount.stripTrailingZeros();
        require(
                shortest.scale() <= FRACTION_DIGITS,
                Reason.INVALID_AMOUNT,
                "the amount " + amount + " has more than 4 fraction digits");
        require(
                shortest.precision() - shortest.scale() <= INTEGER_DIGITS,
                Reason.INVALID_AMOUNT,
                "the amount " + amount + " has more than 15 integer digits");
    }
}
