package dev.rota.orderproducer.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rota.contracts.PatientCheckout;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HospitalTest {

    private static final int CUSTOMERS = 20;
    private static final int ORDERS = 4_000;

    private final Hospital hospital = new Hospital(CUSTOMERS, 0);
    private final Random chance = new Random(42);

    @Test
    void exactlyTheGivenNumberOfCustomersOrder() {
        assertThat(orders().map(OrderLifecycle::customerId).distinct()).hasSize(CUSTOMERS);
    }

    @Test
    void withoutSkewAllOrderAboutAlike() {
        assertThat(ordersByCustomer(hospital).values())
                .allSatisfy(orders -> assertThat(orders).isBetween(ORDERS / CUSTOMERS * 0.6, ORDERS / CUSTOMERS * 1.4));
    }

    @Test
    void withSkewTheyOrderByZipfsLaw() {
        Map<String, Double> orders = ordersByCustomer(new Hospital(100, 1));

        // The hundredth harmonic number is 5.187.
        assertThat(orders.get("customer-1") / ORDERS).isCloseTo(1 / 5.187, within(0.03));
        assertThat(orders.get("customer-1") / orders.get("customer-2")).isCloseTo(2, within(0.4));
    }

    @Test
    void aCustomerAlwaysPaysInTheSameCurrency() {
        var currencies = orders().collect(Collectors.groupingBy(
                OrderLifecycle::customerId,
                Collectors.mapping(order -> order.price().currency(), Collectors.toSet())));

        assertThat(currencies.values()).allMatch(ofOneCustomer -> ofOneCustomer.size() == 1);
    }

    @Test
    void noTwoOrdersHaveTheSameId() {
        assertThat(orders().map(OrderLifecycle::orderId).toList()).doesNotHaveDuplicates();
    }

    @Test
    void aCheckoutNamesARoomAndAtMostThreeDifferentMedicines() {
        List<PatientCheckout> checkouts = Stream.generate(
                        () -> hospital.newCheckout(chance, new UUID(0, 0), Instant.EPOCH))
                .limit(1_000)
                .toList();

        assertThat(checkouts).allSatisfy(checkout -> {
            assertThat(checkout.getRoom()).matches("[A-D]-[1-4][0-3][0-9]");
            assertThat(checkout.getPrescriptions()).hasSizeLessThanOrEqualTo(3).doesNotHaveDuplicates();
        });
    }

    private Stream<OrderLifecycle> orders() {
        return Stream.generate(() -> hospital.newOrder(chance)).limit(ORDERS);
    }

    private Map<String, Double> ordersByCustomer(Hospital hospital) {
        return Stream.generate(() -> hospital.newOrder(chance))
                .limit(ORDERS)
                .collect(Collectors.groupingBy(OrderLifecycle::customerId, Collectors.summingDouble(_ -> 1)));
    }
}
