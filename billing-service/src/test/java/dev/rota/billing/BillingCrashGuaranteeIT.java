package dev.rota.billing;

import static dev.rota.billing.BillingDriver.cancelled;
import static dev.rota.billing.BillingDriver.confirmed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rota.contracts.InvoiceIssued;
import dev.rota.contracts.OrderEvent;
import dev.rota.localstack.LocalStack;
import dev.rota.localstack.gateway.Behaviour;
import dev.rota.localstack.gateway.LedgerEntry;
import dev.rota.localstack.process.Component;
import dev.rota.localstack.service.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** kill -9 between any two of the steps in which an event is billed: it is billed and charged once. */
class BillingCrashGuaranteeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Some time to look, and over when the service has been started again. */
    private static final Duration LATENCY = Duration.ofSeconds(5);

    private static LocalStack stack;
    private static Component billing;
    private BillingDriver driver;

    @BeforeAll
    static void start() {
        // Offsets are committed on the way out only, so whatever is done before a crash comes again after it.
        stack = LocalStack.builder()
                .data(Path.of("target", "billing-crash-it"))
                .with(Service.BILLING_SERVICE, 1)
                .setting(Service.BILLING_SERVICE, "ROTA_BILLING_CONSUMER_COMMIT_INTERVAL", "PT1H")
                .start();
        ShortSessions.begin(stack);
        billing = stack.component("billing-service-1");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @BeforeEach
    void open() {
        driver = new BillingDriver(stack, billing.address());
    }

    @AfterEach
    void nothingWasGivenUp() {
        stack.gateway().behave(Behaviour.none());
        assertThat(driver.deadLetters()).isEmpty();
        driver.close();
    }

    @Test
    void afterTheDatabaseCommitAndBeforeTheOffsets() throws Exception {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            OrderEvent order = confirmed("c-done", "1");
            driver.send(order);
            events.add(order.getEventId());
        }
        driver.awaitSettled(events.getLast());

        restart();

        OrderEvent last = confirmed("c-done", "2");
        driver.send(last);
        events.add(last.getEventId());
        driver.awaitSettled(last.getEventId());
        assertThat(driver.billedEventsOf("c-done")).containsExactlyElementsOf(events);
        assertThat(driver.meter("rota_billing_inbox_hits_total")).isGreaterThanOrEqualTo(30);
        for (String event : events) {
            assertThat(stack.gateway().entry(event).orElseThrow().requests()).isEqualTo(1);
        }
        // The sender of the outbox died as well: what it had announced and not noted yet it announces again, word for
        // word.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(driver.announcementsFor("c-done").stream()
                                .distinct()
                                .map(InvoiceIssued::getSourceEventId))
                        .containsExactlyElementsOf(events));
    }

    @Test
    void whileTheChargeIsUnderWay() throws Exception {
        stack.gateway().behave(Behaviour.none().withLatency(LATENCY));
        OrderEvent order = confirmed("c-charging", "1");
        driver.send(order);
        assertThat(driver.awaitInvoice(order.getEventId()).jsonPath().getString("state"))
                .isEqualTo("PENDING");

        restart();

        assertThat(driver.awaitSettled(order.getEventId()).getString("state")).isEqualTo("PAID");
        driver.assertChargedOnce(List.of(order.getEventId()));
    }

    @Test
    void whileTheRefundIsUnderWay() throws Exception {
        OrderEvent order = confirmed("c-refunding", "1");
        OrderEvent cancelled = cancelled(order);
        String note = "/credit-notes/by-event/" + cancelled.getEventId();
        driver.send(order);
        driver.awaitSettled(order.getEventId());
        stack.gateway().behave(Behaviour.none().withLatency(LATENCY));
        driver.send(cancelled);
        await().atMost(PATIENCE).until(() -> driver.get(note).statusCode() == 200);
        assertThat(driver.get(note).jsonPath().getString("state")).isEqualTo("PENDING");

        restart();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(driver.get(note).jsonPath().getString("state"))
                        .isEqualTo("PAID"));
        assertThat(stack.gateway().ledger())
                .filteredOn(entry -> entry.account().equals("c-refunding"))
                .extracting(LedgerEntry::kind)
                .containsExactly(LedgerEntry.Kind.CHARGE, LedgerEntry.Kind.REFUND);
    }

    private static void restart() {
        billing.kill();
        stack.gateway().behave(Behaviour.none());
        billing.start();
    }
}
