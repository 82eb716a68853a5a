package dev.rota.billing.invoicing;

import java.util.UUID;

/**
 * An order that its customer does not want any more.
 *
 * @param eventId the event's own id
 * @param customerId whose order it is
 * @param orderId the order
 */
public record Cancellation(UUID eventId, String customerId, String orderId) {

    public Cancellation {
        UnbillableEventException.require(
                !customerId.isBlank(), UnbillableEventException.Reason.INVALID_EVENT, "the customer id is empty");
        UnbillableEventException.require(
                !orderId.isBlank(), UnbillableEventException.Reason.INVALID_EVENT, "the order id is empty");
    }
}
