package dev.rota.orderproducer.intake;

import java.time.Instant;
import java.util.UUID;

/** What is reported from outside, one event each. */
sealed interface Report permits OrderRequest, CheckoutRequest, TelemetryRequest {

    /**
     * The event to send, and its receipt.
     *
     * @param eventId the event's id
     * @param now the time of an event that comes without one
     */
    Submission submit(UUID eventId, Instant now);
}
