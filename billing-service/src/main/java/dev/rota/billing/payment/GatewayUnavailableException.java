package dev.rota.billing.payment;

import org.jspecify.annotations.Nullable;

/**
 * The gateway did not answer, or not for this request's sake. Money may have been moved: only to ask again with the same
 * idempotency key tells.
 */
public final class GatewayUnavailableException extends RuntimeException {

    GatewayUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
