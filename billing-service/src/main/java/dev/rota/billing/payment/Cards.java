package dev.rota.billing.payment;

import com.fasterxml.jackson.core.JacksonException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jspecify.annotations.Nullable;

/**
 * Charges cards and gives money back, once for each event however often it is asked: the event's id is the gateway's
 * idempotency key. Blocks for as long as the gateway takes, a few short retries included, so it must never be called
 * inside a database transaction. Thread-safe.
 *
 * <p>While the gateway fails, the circuit breaker answers in its place with a
 * {@link org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException}, and lets one through from time
 * to time to see.
 */
@ApplicationScoped
public class Cards {

    /** Answers that are about the request itself. All others are about the gateway, or about how we are set up. */
    private static final Set<Integer> REFUSED = Set.of(400, 422);

    private final PaymentGateway gateway;
    private final Timer calls;

    Cards(@RestClient PaymentGateway gateway, MeterRegistry meters) {
        this.gateway = gateway;
        calls = Timer.builder("rota.billing.gateway.calls")
                .description("Time of one call to the payment gateway, whatever the answer")
                .publishPercentileHistogram()
                .register(meters);
    }

    /**
     * Charges a card.
     *
     * @param eventId for which event
     * @param account whose card
     * @param amount in units of the currency
     * @param reference what the customer reads on the statement
     * @return how it ended; a declined card is an answer, not a failure
     * @throws PaymentRefusedException if the gateway will never take it
     * @throws GatewayUnavailableException if it is not known how it ended
     */
    @Retry(maxRetries = 2, delay = 100, jitter = 50, retryOn = GatewayUnavailableException.class)
    @CircuitBreaker(
            requestVolumeThreshold = 20,
            failureRatio = 0.5,
            delay = 1,
            delayUnit = ChronoUnit.SECONDS,
            failOn = {GatewayUnavailableException.class, TimeoutException.class})
    @Timeout(value = 5, unit = ChronoUnit.SECONDS)
    public CardPayment charge(UUID eventId, String account, BigDecimal amount, Currency currency, String reference) {
        PaymentGateway.Charge charge =
                new PaymentGateway.Charge(account, amount, currency.getCurrencyCode(), reference);
        return ask(() -> gateway.charge(key(eventId), charge));
    }

    /**
     * Gives money back.
     *
     * @param eventId for which event
     * @param chargeId the gateway's id of the charge
     * @param amount in units of the currency
     * @param reference what the customer reads on the statement
     * @throws PaymentRefusedException if the gateway will never take it
     * @throws GatewayUnavailableException if it is not known how it ended
     */
    @Retry(maxRetries = 2, delay = 100, jitter = 50, retryOn = GatewayUnavailableException.class)
    @CircuitBreaker(
            requestVolumeThreshold = 20,
            failureRatio = 0.5,
            delay = 1,
            delayUnit = ChronoUnit.SECONDS,
            failOn = {GatewayUnavailableException.class, TimeoutException.class})
    @Timeout(value = 5, unit = ChronoUnit.SECONDS)
    public CardPayment refund(UUID eventId, String chargeId, BigDecimal amount, Currency currency, String reference) {
        PaymentGateway.Refund refund =
                new PaymentGateway.Refund(chargeId, amount, currency.getCurrencyCode(), reference);
        return ask(() -> gateway.refund(key(eventId), refund));
    }

    private CardPayment ask(Supplier<PaymentGateway.Answer> request) {
        long begun = System.nanoTime();
        try {
            return payment(request.get());
        } catch (WebApplicationException e) {
            throw failure(e);
        } catch (ProcessingException e) {
            throw new GatewayUnavailableException("the payment gateway did not answer", e);
        } finally {
            calls.record(Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    /** Only what says that it is approved, or that it is declined, is. */
    static CardPayment payment(PaymentGateway.@Nullable Answer answer) {
        if (answer == null || answer.id() == null || answer.status() == null) {
            throw new GatewayUnavailableException("the payment gateway's answer does not say what became of it", null);
        }
        return switch (answer.status()) {
            case APPROVED, REFUNDED -> new CardPayment(answer.id(), true);
            case DECLINED -> new CardPayment(answer.id(), false);
        };
    }

    static RuntimeException failure(WebApplicationException failure) {
        // The client says 400 as well where it cannot read the answer, whatever its status was: then money may have
        // moved.
        if (failure.getCause() instanceof JacksonException) {
            return new GatewayUnavailableException("the payment gateway's answer cannot be read", failure);
        }
        int status = failure.getResponse().getStatus();
        String message = "the payment gateway answered " + status;
        return REFUSED.contains(status)
                ? new PaymentRefusedException(message, failure)
                : new GatewayUnavailableException(message, failure);
    }

    private static String key(UUID eventId) {
        return '"' + eventId.toString() + '"';
    }
}
