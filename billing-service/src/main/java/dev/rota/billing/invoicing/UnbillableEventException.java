package dev.rota.billing.invoicing;

/** An event that says something billing can never act on; trying again would not help. */
public final class UnbillableEventException extends RuntimeException {

    public UnbillableEventException(String rule) {
        super(rule);
    }
}
