package dev.rota.billing.payment;

/**
 * How a charge or a refund ended.
 *
 * @param id what the gateway calls it
 * @param approved false where the card was declined
 */
public record CardPayment(String id, boolean approved) {}
