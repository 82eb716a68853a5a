package dev.rota.billing;

import static dev.rota.billing.BillingDriver.cancelled;
import static dev.rota.billing.BillingDriver.checkout;
import static dev.rota.billing.BillingDriver.confirmed;
import static dev.rota.billing.BillingDriver.order;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.rota.contracts.InvoiceIssued;
import dev.rota.contracts.InvoiceKind;
import dev.rota.contracts.InvoiceState;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.contracts.PatientCheckout;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.gateway.Behaviour;
import dev.rota.localstack.gateway.LedgerEntry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service on a real broker, registry, database and payment gateway. */
@QuarkusTest
@QuarkusTestResource(LocalStackResource.class)
class BillingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    LocalStack stack;
    private BillingDriver driver;

    @BeforeEach
    void open() {
        driver = new BillingDriver(stack, "http://localhost:" + RestAssured.port);
    }

    @AfterEach
    void close() {
        stack.gateway().behave(Behaviour.none());
        driver.close();
    }

    @Test
    void aConfirmedOrderIsInvoicedAndCharged() throws Exception {
        OrderEvent order = confirmed("c-once", "19.90");

        driver.send(order);

        JsonPath invoice = driver.awaitSettled(order.getEventId());
        assertThat(invoice.getString("customerId")).isEqualTo("c-once");
        assertThat(invoice.getString("source")).isEqualTo("ORDER");
        assertThat(invoice.getString("reference")).isEqualTo(order.getOrderId());
        assertThat(invoice.getString("amount")).isEqualTo("19.9");
        assertThat(invoice.getString("currency")).isEqualTo("EUR");
        assertThat(invoice.getString("state")).isEqualTo("PAID");
        LedgerEntry charge = stack.gateway().entry(order.getEventId()).orElseThrow();
        assertThat(charge.id()).hasToString(invoice.getString("paymentId"));
        assertThat(charge.amount()).isEqualByComparingTo("19.90");
        assertThat(charge.requests()).isEqualTo(1);
    }

    @Test
    void aCheckoutIsInvoiced() throws Exception {
        PatientCheckout checkout = checkout("p-1", "310");

        driver.send(checkout);

        JsonPath invoice = driver.awaitSettled(checkout.getEventId());
        assertThat(invoice.getString("customerId")).isEqualTo("p-1");
        assertThat(invoice.getString("source")).isEqualTo("CHECKOUT");
    }

    @Test
    void anEventThatComesAgainIsNotBilledAgain() throws Exception {
        OrderEvent order = confirmed("c-twice", "5");
        OrderEvent last = confirmed("c-twice", "6");
        double hits = driver.meter("rota_billing_inbox_hits_total");

        driver.send(order);
        driver.send(order);
        driver.send(last);

        driver.awaitSettled(last.getEventId());
        assertThat(driver.billedEventsOf("c-twice")).containsExactly(order.getEventId(), last.getEventId());
        assertThat(stack.gateway().entry(order.getEventId()).orElseThrow().requests())
                .isEqualTo(1);
        assertThat(driver.meter("rota_billing_inbox_hits_total")).isEqualTo(hits + 1);
    }

    @Test
    void aCustomersInvoicesStandInTheOrderOfTheEvents() throws Exception {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            OrderEvent order = confirmed("c-order", "1");
            driver.send(order);
            sent.add(order.getEventId());
        }

        driver.awaitSettled(sent.getLast());

        assertThat(driver.billedEventsOf("c-order")).containsExactlyElementsOf(sent);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(driver.announcementsFor("c-order"))
                        .extracting(InvoiceIssued::getSourceEventId)
                        .containsExactlyElementsOf(sent));
    }

    @Test
    void onlyConfirmationIsBilled() throws Exception {
        OrderEvent confirmed = confirmed("c-steps", "7");

        driver.send(order("c-steps", OrderEventType.CREATED, "7"));
        driver.send(order("c-steps", OrderEventType.SHIPPED, "7"));
        driver.send(confirmed);

        driver.awaitSettled(confirmed.getEventId());
        assertThat(driver.billedEventsOf("c-steps")).containsExactly(confirmed.getEventId());
    }

    @Test
    void aDeclinedCardIsAnInvoiceThatIsDeclinedAndAnnouncedLikeTheOthers() throws Exception {
        stack.gateway().behave(Behaviour.none().withDeclined("c-broke"));
        OrderEvent order = confirmed("c-broke", "99");

        driver.send(order);

        JsonPath invoice = driver.awaitSettled(order.getEventId());
        assertThat(invoice.getString("state")).isEqualTo("DECLINED");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(driver.announcementsFor("c-broke"))
                        .singleElement()
                        .satisfies(announced -> {
                            assertThat(announced.getState()).isEqualTo(InvoiceState.DECLINED);
                            assertThat(announced.getInvoiceId()).isEqualTo(invoice.getString("id"));
                        }));
    }

    @Test
    void aCancelledOrderIsCreditedAndItsMoneyGivenBackOnce() throws Exception {
        OrderEvent order = confirmed("c-sorry", "30");
        OrderEvent cancelled = cancelled(order);

        driver.send(order);
        driver.send(cancelled);
        driver.send(cancelled);
        OrderEvent last = confirmed("c-sorry", "1");
        driver.send(last);

        driver.awaitSettled(last.getEventId());
        JsonPath note =
                driver.get("/credit-notes/by-event/" + cancelled.getEventId()).jsonPath();
        assertThat(note.getString("state")).isEqualTo("PAID");
        assertThat(note.getString("amount")).isEqualTo("30.0");
        assertThat(note.getString("invoiceId"))
                .isEqualTo(driver.invoice(order.getEventId()).jsonPath().getString("id"));
        LedgerEntry refund = stack.gateway().entry(cancelled.getEventId()).orElseThrow();
        assertThat(refund.kind()).isEqualTo(LedgerEntry.Kind.REFUND);
        assertThat(refund.amount()).isEqualByComparingTo("30");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(driver.announcementsFor("c-sorry"))
                        .extracting(InvoiceIssued::getKind)
                        .containsExactly(InvoiceKind.INVOICE, InvoiceKind.CREDIT_NOTE, InvoiceKind.INVOICE));
        assertThat(driver.get("/credit-notes?customerId=c-sorry")
                        .jsonPath()
                        .getList("creditNotes.eventId", String.class))
                .containsExactly(cancelled.getEventId());
    }

    @Test
    void aDeclinedOrderThatIsCancelledIsCreditedWithoutARefund() throws Exception {
        stack.gateway().behave(Behaviour.none().withDeclined("c-broke-too"));
        OrderEvent order = confirmed("c-broke-too", "30");
        OrderEvent cancelled = cancelled(order);

        driver.send(order);
        driver.send(cancelled);

        await().atMost(PATIENCE)
                .untilAsserted(() -> driver.get("/credit-notes/by-event/" + cancelled.getEventId())
                        .then()
                        .statusCode(200)
                        .body("state", equalTo("DECLINED")));
        assertThat(stack.gateway().entry(cancelled.getEventId())).isEmpty();
    }

    @Test
    void anOrderThatWasCancelledIsNotBilledAnyMore() throws Exception {
        OrderEvent order = confirmed("c-late", "30");
        OrderEvent last = confirmed("c-late", "1");

        driver.send(cancelled(order));
        driver.send(order);
        driver.send(last);

        driver.awaitSettled(last.getEventId());
        assertThat(driver.billedEventsOf("c-late")).containsExactly(last.getEventId());
        assertThat(stack.gateway().entry(order.getEventId())).isEmpty();
    }

    @Test
    void aGatewayThatFailsAndLosesAnswersChargesNobodyTwice() throws Exception {
        stack.gateway().behave(Behaviour.none().withErrorRate(0.4));
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            OrderEvent order = confirmed("c-flaky-" + i % 20, "3");
            driver.send(order);
            sent.add(order.getEventId());
        }

        for (String event : sent) {
            assertThat(driver.awaitSettled(event).getString("state")).isEqualTo("PAID");
        }
        driver.assertChargedOnce(sent);
        assertThat(stack.gateway().ledger())
                .as("an answer was lost, and the charge asked for again")
                .anyMatch(entry -> sent.contains(entry.idempotencyKey()) && entry.requests() > 1);
    }

    /** The gateway knows the event's key already, for another amount. */
    @Test
    void aChargeThatTheGatewayRefusesIsADeadLetterAndSoIsItsCancellation() throws Exception {
        OrderEvent order = confirmed("c-refused", "3");
        OrderEvent next = confirmed("c-refused", "4");
        given().baseUri(stack.gateway().url().toString())
                .contentType("application/json")
                .header("Idempotency-Key", '"' + order.getEventId() + '"')
                .body("{\"account\": \"c-refused\", \"amount\": 1, \"currency\": \"EUR\", \"reference\": \"o\"}")
                .post("/charges")
                .then()
                .statusCode(201);

        driver.send(order);
        driver.send(cancelled(order));
        driver.send(next);

        driver.awaitSettled(next.getEventId());
        assertThat(driver.invoice(order.getEventId()).jsonPath().getString("state"))
                .isEqualTo("PENDING");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(driver.get("/dead-letters?limit=200")
                                .jsonPath()
                                .getList("deadLetters.findAll { it.key == 'c-refused' }.reason", String.class))
                        .containsExactly("payment-refused", "invoice-pending"));
    }

    @Test
    void logsDoNotSayWhoOwes() throws Exception {
        String customer = "customer-whose-name-nobody-should-read";
        try (LogCapture log = LogCapture.of("dev.rota", Level.FINE)) {
            OrderEvent order = confirmed(customer, "3");
            driver.sendBytes(BillingDriver.ORDERS, customer, new byte[] {1, 2, 3});
            driver.send(confirmed(customer, "-3"));
            driver.send(order);
            driver.awaitSettled(order.getEventId());

            assertThat(log.lines()).noneMatch(line -> line.contains(customer));
            assertThat(log.lines()).anyMatch(line -> line.contains("of cust… is PAID"));
        }
    }

    @Test
    void aPageOfInvoicesSaysWhereTheNextBegins() throws Exception {
        OrderEvent first = confirmed("c-page", "1");
        OrderEvent second = confirmed("c-page", "2");
        driver.send(first);
        driver.send(second);
        driver.awaitInvoice(second.getEventId());

        JsonPath page = invoicesOf("c-page", 0, 1);
        JsonPath rest = invoicesOf("c-page", page.getLong("next"), 1);

        assertThat(page.getList("invoices.eventId", String.class)).containsExactly(first.getEventId());
        assertThat(rest.getList("invoices.eventId", String.class)).containsExactly(second.getEventId());
        assertThat(rest.getMap("")).doesNotContainKey("next");
    }

    @Test
    void anUnknownEventIsNotFound() {
        given().get("/invoices/by-event/" + UUID.randomUUID())
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("detail", containsString("not billed"));
        given().get("/credit-notes/by-event/" + UUID.randomUUID())
                .then()
                .statusCode(404)
                .contentType("application/problem+json");
    }

    @Test
    void anIdThatIsNoUuidIsNamed() {
        given().get("/invoices/by-event/nonsense")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", containsString("eventId is not a UUID"));
    }

    @Test
    void aListNeedsACustomer() {
        given().get("/invoices")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("violations[0].field", equalTo("customerId"));
    }

    @Test
    void theConsumerOwnsEveryPartitionAndIsReady() throws Exception {
        OrderEvent order = confirmed("c-meters", "3");
        driver.send(order);
        driver.awaitSettled(order.getEventId());

        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/consumer")
                        .then()
                        .body("state", equalTo("RUNNING"))
                        .body("memberId", notNullValue())
                        .body("partitions.size()", equalTo(10)));
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/health/live").then().statusCode(200);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(driver.meter("rota_consumer_end_to_end_seconds_count"))
                        .isPositive());
        assertThat(driver.meter("rota_consumer_handling_seconds_count")).isPositive();
        assertThat(driver.meter("rota_consumer_takeover_seconds_count")).isGreaterThanOrEqualTo(10);
        assertThat(driver.meter("rota_consumer_partitions")).isEqualTo(10);
        given().get("/q/metrics")
                .then()
                .body(containsString("rota_consumer_in_flight"))
                .body(containsString("rota_consumer_buffered"))
                .body(containsString("rota_consumer_partitions_paused"))
                .body(containsString("rota_consumer_retries_total"))
                .body(containsString("rota_consumer_commits_total"))
                .body(containsString("rota_consumer_commit_failures_total"))
                .body(containsString("rota_consumer_rebalances_total"))
                .body(containsString("rota_billing_fence_refusals_total"))
                .body(containsString("rota_billing_outbox_sender"));
    }

    private static JsonPath invoicesOf(String customer, long after, int limit) {
        return given().queryParam("customerId", customer)
                .queryParam("after", after)
                .queryParam("limit", limit)
                .get("/invoices")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
