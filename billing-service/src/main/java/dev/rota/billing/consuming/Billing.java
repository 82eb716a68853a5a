package dev.rota.billing.consuming;

import dev.rota.billing.invoicing.Charge;
import dev.rota.billing.invoicing.UnbillableEventException;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.PatientCheckout;
import java.util.Currency;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Says what an event costs whom. */
final class Billing {

    private Billing() {}

    /**
     * The charge an event gives rise to; empty where the event is of no interest to billing.
     *
     * @throws UnbillableEventException if billing should act on it and cannot: a tombstone, an unknown kind of event, a
     *     value that makes no invoice
     */
    static Optional<Charge> chargeFor(@Nullable SpecificRecord event) {
        return switch (event) {
            case null -> throw new UnbillableEventException("a record without a value says nothing to bill");
            case OrderEvent order -> chargeFor(order);
            case PatientCheckout checkout -> Optional.of(chargeFor(checkout));
            default ->
                throw new UnbillableEventException(
                        "billing knows no " + event.getSchema().getFullName());
        };
    }

    private static Optional<Charge> chargeFor(OrderEvent order) {
        return switch (order.getType()) {
            case CONFIRMED ->
                Optional.of(new Charge(
                        eventId(order.getEventId()),
                        Charge.Source.ORDER,
                        order.getCustomerId(),
                        order.getOrderId(),
                        order.getAmount(),
                        currency(order.getCurrency()),
                        order.getOccurredAt()));
            case CREATED, SHIPPED, DELIVERED, CANCELLED -> Optional.empty();
            // A newer producer knows a step that this version does not: it may be one that has to be billed.
            case UNKNOWN ->
                throw new UnbillableEventException("the order event is of a type that billing does not know");
        };
    }

    private static Charge chargeFor(PatientCheckout checkout) {
        UUID eventId = eventId(checkout.getEventId());
        return new Charge(
                eventId,
                Charge.Source.CHECKOUT,
                checkout.getPatientId(),
                eventId.toString(),
                checkout.getAmount(),
                currency(checkout.getCurrency()),
                checkout.getOccurredAt());
    }

    private static UUID eventId(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new UnbillableEventException("the event id '" + text + "' is not a UUID");
        }
    }

    private static Currency currency(String code) {
        try {
            return Currency.getInstance(code);
        } catch (IllegalArgumentException e) {
            throw new UnbillableEventException("the currency '" + code + "' is not in ISO 4217");
        }
    }
}
