package dev.rota.billing;

import static dev.rota.billing.BillingDriver.ORDERS;
import static dev.rota.billing.BillingDriver.cancelled;
import static dev.rota.billing.BillingDriver.checkout;
import static dev.rota.billing.BillingDriver.confirmed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.contracts.InvoiceIssued;
import dev.rota.contracts.InvoiceKind;
import dev.rota.contracts.InvoiceState;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.PatientCheckout;
import dev.rota.localstack.LocalStack;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service without cards: batches, and no payment gateway. */
@QuarkusTest
@TestProfile(AccountBillingIT.OnAccount.class)
@QuarkusTestResource(LocalStackResource.class)
class AccountBillingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    LocalStack stack;

    @Inject
    DataSource database;

    private BillingDriver driver;

    /** Bills on account. */
    public static class OnAccount implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "rota.billing.consumer.charging", "account",
                    "rota.billing.gateway.url", "http://localhost:1");
        }
    }

    @BeforeEach
    void open() {
        driver = new BillingDriver(stack, "http://localhost:" + RestAssured.port);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void everyEventIsAnOpenInvoiceInItsCustomersOrderAndAnnounced() throws Exception {
        Map<String, List<String>> sent = new TreeMap<>();
        for (int i = 0; i < 300; i++) {
            OrderEvent order = confirmed("c-account-" + i % 7, "2");
            driver.send(order);
            if (i % 10 == 0) {
                driver.send(order);
            }
            sent.computeIfAbsent(order.getCustomerId(), customer -> new ArrayList<>())
                    .add(order.getEventId());
        }

        sent.forEach((customer, events) -> {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(driver.billedEventsOf(customer)).containsExactlyElementsOf(events));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(driver.announcementsFor(customer))
                            .extracting(InvoiceIssued::getSourceEventId)
                            .containsExactlyElementsOf(events));
            assertThat(driver.announcementsFor(customer))
                    .allMatch(announced -> announced.getState() == InvoiceState.OPEN);
        });
        PatientCheckout checkout = checkout("p-account", "3");
        driver.send(checkout);
        assertThat(driver.awaitSettled(checkout.getEventId()).getString("state"))
                .isEqualTo("OPEN");
    }

    @Test
    void anOrderThatIsCancelledIsCredited() throws Exception {
        OrderEvent order = confirmed("c-account-sorry", "2");
        OrderEvent cancelled = cancelled(order);

        driver.send(order);
        driver.send(cancelled);
        driver.send(cancelled);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(driver.announcementsFor("c-account-sorry"))
                        .extracting(InvoiceIssued::getKind)
                        .containsExactly(InvoiceKind.INVOICE, InvoiceKind.CREDIT_NOTE));
    }

    /** As if the service had charged cards before. */
    @Test
    void whatWasPaidByCardIsNotGivenBackHere() throws Exception {
        OrderEvent order = confirmed("c-was-card", "2");
        driver.send(order);
        driver.awaitSettled(order.getEventId());
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement("""
                        UPDATE invoices SET state = 'PAID', payment_id = 'p', settled_at = now() WHERE reference = ?""")) {
            update.setString(1, order.getOrderId());
            update.executeUpdate();
        }

        OrderEvent cancelled = cancelled(order);
        driver.send(cancelled);

        assertThat(new String(
                        driver.awaitDeadLetter("c-was-card")
                                .headers()
                                .lastHeader("__rota.errors.reason")
                                .value(),
                        UTF_8))
                .isEqualTo("needs-card");
        assertThat(driver.get("/credit-notes/by-event/" + cancelled.getEventId())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void oneThatCannotBeBilledLeavesItsBatchAlone() throws Exception {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            OrderEvent order = confirmed("c-batch", "2");
            if (i == 25) {
                driver.sendBytes(ORDERS, "c-batch", driver.bytes(ORDERS, confirmed("c-batch", "-1")));
            }
            driver.send(order);
            events.add(order.getEventId());
        }

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(driver.billedEventsOf("c-batch")).containsExactlyElementsOf(events));
        assertThat(driver.awaitDeadLetter("c-batch").value()).isNotEmpty();
    }
}
