package dev.rota.orderproducer.traffic;

import dev.rota.contracts.PatientCheckout;
import dev.rota.orderproducer.event.EventIds;
import dev.rota.orderproducer.event.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.apache.commons.rng.sampling.distribution.RejectionInversionZipfSampler;

/**
 * The hospital group that is simulated: a fixed number of customers order medical supplies, patients go home, and
 * ambulances drive around. Everyone is a number; a customer always pays in the same currency. Immutable, thread-safe.
 *
 * @param customers how many customers there are, at least 1
 * @param skew how unevenly they order: the exponent of Zipf's law, by which the customer of rank k orders in proportion
 *     to 1/k^skew. At 0 all order alike; at 1 the first of a hundred makes a fifth of all orders
 */
public record Hospital(int customers, double skew) {

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
        int customer = RejectionInversionZipfSampler.of(chance::nextLong, customers, skew)
                        .sample()
                - 1;
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

    /**
     * An ambulance before its first reading.
     *
     * @param number which one, from 0
     * @param chance decides where it begins
     */
    public Vehicle newVehicle(int number, RandomGenerator chance) {
        return Vehicle.start(number, chance);
    }

    private static BigDecimal cents(int cents) {
        return BigDecimal.valueOf(cents, 2);
    }
}
