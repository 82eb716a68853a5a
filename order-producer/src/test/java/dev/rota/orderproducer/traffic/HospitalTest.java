package dev.rota.orderproducer.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.contracts.PatientCheckout;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HospitalTest {

    private static final int CUSTOMERS = 20;

    private final Hospital hospital = new Hospital(CUSTOMERS);
    private final Random chance = new Random(42);

    @Test
    void exactlyTheGivenNumberOfCustomersOrder() {
        assertThat(orders().map(OrderLifecycle::customerId).distinct()).hasSize(CUSTOMERS);
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
        return Stream.generate(() -> hospital.newOrder(chance)).limit(2_000);
    }
}
