package dev.rota.orderproducer.intake;

import dev.rota.contracts.OrderEvent;
import dev.rota.orderproducer.event.Money;
import dev.rota.orderproducer.event.OutgoingEvent;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One step of an order, as reported from outside. */
@Schema(description = "One step in the life of an order for medical supplies")
record OrderRequest(
        @Schema(description = "The order; the event id takes its place when it is left out", examples = "order-4711")
        @EntityId
        @Nullable String orderId,

        @Schema(description = "Who ordered. A customer's steps stay in order.", examples = "customer-42")
        @NotNull @EntityId
        String customerId,

        @Schema(description = "The step") @NotNull ReportedStep type,

        @Schema(
                description = "The order's full price: positive, at most 15 integer and 4 fraction digits",
                examples = "129.90")
        @NotNull @Positive @Digits(
                integer = Money.INTEGER_DIGITS,
                fraction = Money.SCALE,
                message = "must have at most {integer} integer and {fraction} fraction digits")
        BigDecimal amount,

        @Schema(description = "ISO 4217 code of the amount", examples = "EUR") @NotNull @CurrencyCode
        String currency,

        @Schema(description = "When it happened; now when it is left out", examples = "2026-01-31T12:00:00Z")
        @PlausibleInstant
        @Nullable Instant occurredAt)
        implements Report {

    @Override
    public Submission submit(UUID eventId, Instant now) {
        OrderEvent event = toEvent(eventId, now);
        return new Submission(OutgoingEvent.of(event), at -> Receipt.ForOrder.of(event, at));
    }

    /**
     * The event to send.
     *
     * @param eventId its id. It also names an order that comes without one, so that a repeated request means the same order.
     * @param now the time of an event that comes without one
     */
    OrderEvent toEvent(UUID eventId, Instant now) {
        Money price = new Money(amount, currency);
        return new OrderEvent(
                eventId.toString(),
                Objects.requireNonNullElseGet(orderId, eventId::toString),
                customerId,
                type.eventType(),
                price.amount(),
                price.currency(),
                Objects.requireNonNullElse(occurredAt, now));
    }
}
