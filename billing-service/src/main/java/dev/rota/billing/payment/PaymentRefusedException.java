package dev.rota.billing.payment;

/** The gateway will never take this request as it stands. No money was moved by it. */
public final class PaymentRefusedException extends RuntimeException {

    PaymentRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
