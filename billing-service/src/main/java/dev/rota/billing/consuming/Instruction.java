package dev.rota.billing.consuming;

import dev.rota.billing.invoicing.Cancellation;
import dev.rota.billing.invoicing.Charge;
import dev.rota.billing.invoicing.UnbillableEventException;
import dev.rota.billing.invoicing.UnbillableEventException.Reason;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.PatientCheckout;
import java.util.Currency;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** What an event asks billing to do. */
sealed interface Instruction {

    /** Of a value that a message repeats. */
    int LONGEST_QUOTE = 40;

    /** Money is owed. */
    record Bill(Charge charge) implements Instruction {}

    /** Money is owed no more. */
    record TakeBack(Cancellation cancellation) implements Instruction {}

    /** It is of no interest to billing. */
    record Nothing() implements Instruction {}

    /**
     * Reads an event.
     *
     * @throws UnbillableEventException if billing should act on it and cannot: a tombstone, an unknown kind of event, a
     *     value that makes no invoice
     */
    static Instruction of(@Nullable SpecificRecord event) {
        return switch (event) {
            case null ->
                throw new UnbillableEventException(Reason.NO_VALUE, "a record without a value says nothing to bill");
            case OrderEvent order -> of(order);
            case PatientCheckout checkout -> of(checkout);
            default ->
                throw new UnbillableEventException(
                        Reason.UNKNOWN_EVENT,
                        "billing knows no " + event.getSchema().getFullName());
        };
    }

    private static Instruction of(OrderEvent order) {
        return switch (order.getType()) {
            case CONFIRMED ->
                new Bill(new Charge(
                        eventId(order.getEventId()),
                        Charge.Source.ORDER,
                        order.getCustomerId(),
                        order.getOrderId(),
                        order.getAmount(),
                        currency(order.getCurrency()),
                        order.getOccurredAt()));
            case CANCELLED ->
                new TakeBack(new Cancellation(eventId(order.getEventId()), order.getCustomerId(), order.getOrderId()));
            case CREATED, SHIPPED, DELIVERED -> new Nothing();
            // A newer producer knows a step that this version does not: it may be one that has to be billed.
            case UNKNOWN ->
                throw new UnbillableEventException(
                        Reason.UNKNOWN_EVENT, "the order event is of a type that billing does not know");
        };
    }

    private static Instruction of(PatientCheckout checkout) {
        UUID eventId = eventId(checkout.getEventId());
        return new Bill(new Charge(
                eventId,
                Charge.Source.CHECKOUT,
                checkout.getPatientId(),
                eventId.toString(),
                checkout.getAmount(),
                currency(checkout.getCurrency()),
                checkout.getOccurredAt()));
    }

    private static UUID eventId(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new UnbillableEventException(
                    Reason.INVALID_EVENT, "the event id '" + quoted(text) + "' is not a UUID");
        }
    }

    private static Currency currency(String code) {
        try {
            return Currency.getInstance(code);
        } catch (IllegalArgumentException e) {
            throw new UnbillableEventException(
                    Reason.INVALID_CURRENCY, "the currency '" + quoted(code) + "' is not in ISO 4217");
        }
    }

    /** The beginning of what was found in place of a code: enough to see what it is. */
    private static String quoted(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
    }
}
