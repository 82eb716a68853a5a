package dev.rota.orderproducer.intake;

import dev.rota.contracts.PatientCheckout;
import dev.rota.orderproducer.event.Money;
import dev.rota.orderproducer.event.OutgoingEvent;
import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A patient's discharge, as reported from outside. */
@Schema(description = "A patient was discharged")
record CheckoutRequest(
        @Schema(description = "Who was discharged", examples = "patient-1007") @NotNull @EntityId
        String patientId,

        @Schema(description = "The room that became free", examples = "B-214")
        @NotNull @Pattern(
                regexp = "[A-Za-z0-9][A-Za-z0-9 ./-]{0,31}",
                message = "must be 1 to 32 letters, digits, spaces, '.', '/' or '-', the first a letter or digit")
        String room,

        @Schema(description = "Medicines to hand out on leaving", examples = "[\"Ibuprofen 400 mg\"]")
        @Size(max = 50) @Nullable List<@NotBlank @Size(max = 200) String> prescriptions,

        @Schema(
                description = "What the patient owes: positive, at most 15 integer and 4 fraction digits",
                examples = "845.00")
        @NotNull @Positive @Digits(
                integer = Money.INTEGER_DIGITS,
                fraction = Money.SCALE,
                message = "must have at most {integer} integer and {fraction} fraction digits")
        BigDecimal amount,

        @Schema(description = "ISO 4217 code of the amount", examples = "EUR") @NotNull @CurrencyCode
        String currency,

        @Schema(description = "When the patient left; now when it is left out", examples = "2026-01-31T12:00:00Z")
        @PlausibleInstant
        @Nullable Instant occurredAt)
        implements Report {

    @Override
    public Submission submit(UUID eventId, Instant now) {
        PatientCheckout event = toEvent(eventId, now);
        return new Submission(OutgoingEvent.of(event), at -> Receipt.ForCheckout.of(event, at));
    }

    /**
     * The event to send.
     *
     * @param eventId its id
     * @param now the time of an event that comes without one
     */
    PatientCheckout toEvent(UUID eventId, Instant now) {
        Money bill = new Money(amount, currency);
        return new PatientCheckout(
                eventId.toString(),
                patientId,
                room,
                Objects.requireNonNullElse(prescriptions, List.of()),
                bill.amount(),
                bill.currency(),
                Objects.requireNonNullElse(occurredAt, now));
    }
}
