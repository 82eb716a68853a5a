package dev.rota.orderproducer.traffic;

import dev.rota.contracts.PatientCheckout;
import dev.rota.orderproducer.event.EventIds;
import dev.rota.orderproducer.event.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The hospital group that is simulated: a fixed number of customers order medical supplies, and patients go home.
 * Everyone is a number; a customer always pays in the same currency. Immutable, thread-safe.
 *
 * @param customers how many customers there are, at least 1
 */
public record Hospital(int customers) {

    private static final int PATIENTS = 10_000;

    private static final List<String> CURRENCIES = List.of("EUR", "EUR", "EUR", "CHF", "GBP", "SEK");

    /** Medical supplies, by their price for one in cents: gloves, masks, syringes, dressings, drips, monitors. */
    private static final int[] UNIT_PRICES = {890, 1_250, 349, 1_595, 2_480, 118_900};

    private static final List<String> MEDICINES = List.of(
            "Amoxicillin 500 mg",
            "Enoxaparin 40 mg",
            "Ibuprofen 400 mg",
            "Metamizole 500 mg",
            "Pantoprazole 20 mg",
            "Paracetamol 500 mg",
            "Ramipril 5 mg");

    /**
     * A customer orders something.
     *
     * @param chance decides who and what
     */
    public OrderLifecycle newOrder(RandomGenerator chance) {
        int customer = chance.nextInt(customers);
        int unitPrice = UNIT_PRICES[chance.nextInt(UNIT_PRICES.length)];
        int pieces = chance.nextInt(1, 41);
        return OrderLifecycle.begin(
                "order-" + EventIds.fresh(),
                "customer-" + (customer + 1),
                new Money(cents(unitPrice * pieces), CURRENCIES.get(customer % CURRENCIES.size())));
    }

    /**
     * A patient goes home.
     *
     * @param chance decides who, from where, with what
     * @param eventId the event's id
     * @param occurredAt when
     */
    public PatientCheckout newCheckout(RandomGenerator chance, UUID eventId, Instant occurredAt) {
        String room =
                "ABCD".charAt(chance.nextInt(4)) + "-" + chance.nextInt(1, 5) + "%02d".formatted(chance.nextInt(1, 31));
        List<String> prescriptions = chance.ints(0, MEDICINES.size())
                .distinct()
                .limit(chance.nextInt(4))
                .mapToObj(MEDICINES::get)
                .toList();
        Money bill = new Money(cents(chance.nextInt(5_000, 900_000)), "EUR");
        return new PatientCheckout(
                eventId.toString(),
                "patient-" + (chance.nextInt(PATIENTS) + 1),
                room,
                prescriptions,
                bill.amount(),
                bill.currency(),
                occurredAt);
    }

    private static BigDecimal cents(int cents) {
        return BigDecimal.valueOf(cents, 2);
    }
}
