package dev.rota.billing.invoicing;

import static dev.rota.billing.invoicing.UnbillableEventException.requireId;

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
        requireId("customer id", customerId);
        requireId("order id", orderId);
    }
}
