package dev.rota.analytics.reconciliation;

import static dev.rota.contracts.DiscrepancyKind.BILLED_LATE;
import static dev.rota.contracts.DiscrepancyKind.BILLED_TWICE;
import static dev.rota.contracts.DiscrepancyKind.UNBILLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.analytics.deadline.Deadline;
import dev.rota.analytics.state.OrderBilling;
import dev.rota.analytics.topology.TestDrive;
import dev.rota.analytics.topology.UnusableEventException;
import dev.rota.contracts.BillingDiscrepancy;
import dev.rota.contracts.DiscrepancyKind;
import dev.rota.contracts.InvoiceIssued;
import dev.rota.contracts.InvoiceKind;
import dev.rota.contracts.InvoiceSource;
import dev.rota.contracts.InvoiceState;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Billing has ten minutes, an order is remembered for seven days, and half a minute without a record is idle. Times are minutes. */
class ReconciliationTopologyTest {

    private static final BigDecimal AMOUNT = new BigDecimal("12.5000");

    private TestDrive drive;
    private int events;

    @BeforeEach
    void start(@TempDir Path stateDir) {
        drive = new TestDrive(stateDir);
    }

    @AfterEach
    void stop() {
        drive.close();
    }

    @Test
    void anOrderThatIsBilledInTimeIsInOrder() {
        order(0, "o-1", OrderEventType.CONFIRMED);
        invoice(1, "o-1", "i-1");

        timePasses(60);

        assertThat(said()).isEmpty();
    }

    @Test
    void anUnbilledOrderIsSaidUnderItsCustomerAndOfItsDeadline() {
        order(0, "o-1", OrderEventType.CONFIRMED);

        timePasses(11);

        assertThat(drive.records(ReconciliationStream.DISCREPANCIES, BillingDiscrepancy.class))
                .singleElement()
                .satisfies(unbilled -> {
                    assertThat(unbilled.key()).isEqualTo("c-1");
                    assertThat(unbilled.value().getKind()).isEqualTo(UNBILLED);
                    assertThat(unbilled.value().getOrderId()).isEqualTo("o-1");
                    assertThat(unbilled.getRecordTime()).isEqualTo(at(10));
                });
    }

    @Test
    void atItsDeadlineAnOrderIsNotUnbilled() {
        order(0, "o-1", OrderEventType.CONFIRMED);

        timePasses(10);

        assertThat(said()).isEmpty();
    }

    @Test
    void whatIsDueIsSaidInTheOrderOfTheDeadlines() {
        order(2, "o-a", OrderEventType.CONFIRMED);
        order(1, "o-b", OrderEventType.CREATED);
        order(3, "o-c", OrderEventType.CONFIRMED);
        order(4, "o-b", OrderEventType.CONFIRMED);

        timePasses(30);

        assertThat(said()).extracting(BillingDiscrepancy::getOrderId).containsExactly("o-a", "o-c", "o-b");
    }

    @Test
    void anInvoiceAfterThatIsLateOnce() {
        order(0, "o-1", OrderEventType.CONFIRMED);
        timePasses(11);
        invoice(12, "o-1", "i-1");

        timePasses(60);

        assertThat(said()).extracting(BillingDiscrepancy::getKind).containsExactly(UNBILLED, BILLED_LATE);
    }

    @Test
    void anInvoiceThatItselfPassesTheDeadlineIsLate() {
        order(0, "o-1", OrderEventType.CONFIRMED);

        invoice(11, "o-1", "i-1");

        assertThat(said()).extracting(BillingDiscrepancy::getKind).containsExactly(UNBILLED, BILLED_LATE);
    }

    @Test
    void anInvoiceThatIsReadBeforeItsOrderIsItsInvoice() {
        invoice(1, "o-1", "i-1");
        order(0, "o-1", OrderEventType.CONFIRMED);

        timePasses(60);

        assertThat(said()).isEmpty();
    }

    @Test
    void anOrderThatIsBilledTwiceIsSaidAfterTheDeadline() {
        order(0, "o-1", OrderEventType.CONFIRMED);
        order(1, "o-1", OrderEventType.CONFIRMED);
        invoice(2, "o-1", "i-1");
        invoice(3, "o-1", "i-2");

        timePasses(11);

        assertThat(said()).singleElement().satisfies(twice -> {
            assertThat(twice.getKind()).isEqualTo(BILLED_TWICE);
            assertThat(twice.getInvoiceIds()).containsExactly("i-1", "i-2");
            assertThat(twice.getDeadline()).isEqualTo(at(10));
        });
    }

    @Test
    void anotherInvoiceAfterTheDeadlineIsSaidAtOnce() {
        order(0, "o-1", OrderEventType.CONFIRMED);
        invoice(1, "o-1", "i-1");
        timePasses(20);

        invoice(21, "o-1", "i-2");

        assertThat(kinds()).containsExactly(BILLED_TWICE);
    }

    @Test
    void theSameAnnouncementTwiceIsNoSecondInvoice() {
        order(0, "o-1", OrderEventType.CONFIRMED);
        InvoiceIssued invoice = document(1, "o-1", "i-1", InvoiceSource.ORDER, InvoiceKind.INVOICE, InvoiceState.PAID);
        drive.write(invoice);
        drive.write(invoice);

        timePasses(11);

        assertThat(said()).isEmpty();
    }

    @Test
    void anInvoiceWhoseCardWasDeclinedIsAnInvoice() {
        order(0, "o-1", OrderEventType.CONFIRMED);
        drive.write(document(1, "o-1", "i-1", InvoiceSource.ORDER, InvoiceKind.INVOICE, InvoiceState.DECLINED));

        timePasses(11);

        assertThat(said()).isEmpty();
    }

    @Test
    void aCreditNoteIsNoInvoice() {
        order(0, "o-1", OrderEventType.CONFIRMED);
        drive.write(document(1, "o-1", "i-1", InvoiceSource.ORDER, InvoiceKind.CREDIT_NOTE, InvoiceState.PAID));

        timePasses(11);

        assertThat(kinds()).containsExactly(UNBILLED);
    }

    @Test
    void aCheckoutsInvoiceIsNotAnOrders() {
        order(0, "o-1", OrderEventType.CONFIRMED);
        drive.write(document(1, "o-1", "i-1", InvoiceSource.CHECKOUT, InvoiceKind.INVOICE, InvoiceState.PAID));

        timePasses(11);

        assertThat(kinds()).containsExactly(UNBILLED);
    }

    @Test
    void anOrderThatIsBilledAndThenCancelledIsInOrder() {
        order(0, "o-1", OrderEventType.CONFIRMED);
        invoice(1, "o-1", "i-1");
        order(2, "o-1", OrderEventType.CANCELLED);
        drive.write(document(3, "o-1", "n-1", InvoiceSource.ORDER, InvoiceKind.CREDIT_NOTE, InvoiceState.PAID));

        timePasses(60);

        assertThat(said()).isEmpty();
    }

    @Test
    void anOrderThatIsCancelledBeforeItIsBilledIsInOrder() {
        order(0, "o-1", OrderEventType.CONFIRMED);
        order(2, "o-1", OrderEventType.CANCELLED);

        timePasses(60);

        assertThat(said()).isEmpty();
    }

    @Test
    void anOrderThatWasNeverConfirmedIsNotUnbilled() {
        order(0, "o-1", OrderEventType.CREATED);
        order(1, "o-1", OrderEventType.SHIPPED);

        timePasses(60);

        assertThat(said()).isEmpty();
    }

    @Test
    void anOrderThatIsReportedAfterItsDeadlineIsGivenItsTime() {
        timePasses(60);
        order(0, "o-1", OrderEventType.CONFIRMED);
        timePasses(61);

        invoice(62, "o-1", "i-1");

        assertThat(said()).isEmpty();
    }

    @Test
    void whereNoRecordComesTheClockTellsTheTime() {
        order(0, "o-1", OrderEventType.CONFIRMED);

        drive.idle(Duration.ofMinutes(11));

        assertThat(kinds()).containsExactly(UNBILLED);
    }

    @Test
    void whereRecordsComeTheClockTellsNothing() {
        drive.standStill(Duration.ofHours(1));
        order(0, "o-1", OrderEventType.CONFIRMED);

        for (int i = 0; i < 4; i++) {
            drive.idle(Duration.ofSeconds(20));
            order(1, "o-2", OrderEventType.CREATED);
        }

        assertThat(said()).isEmpty();
    }

    @Test
    void whatWasSaidByTheClockIsNotSaidAgain() {
        order(0, "o-1", OrderEventType.CONFIRMED);
        drive.idle(Duration.ofMinutes(11));

        timePasses(12);

        assertThat(kinds()).containsExactly(UNBILLED);
    }

    @Test
    void anInvoiceAfterTheClockSaidSoIsLateWhateverItsTime() {
        order(0, "o-1", OrderEventType.CONFIRMED);
        drive.idle(Duration.ofMinutes(11));

        invoice(9, "o-1", "i-1");

        assertThat(kinds()).containsExactly(UNBILLED, BILLED_LATE);
    }

    @Test
    void aWhileInWhichNobodyLookedIsNotIdle() {
        order(0, "o-1", OrderEventType.CONFIRMED);

        drive.standStill(Duration.ofMinutes(11));

        assertThat(said()).isEmpty();
    }

    @Test
    void ordersAreForgottenAndSoAreTheirDeadlines() {
        order(0, "billed", OrderEventType.CONFIRMED);
        invoice(1, "billed", "i-1");
        order(0, "unbilled", OrderEventType.CONFIRMED);
        order(0, "cancelled", OrderEventType.CANCELLED);
        invoice(1, "unheard of", "i-2");
        timePasses(60);

        timePasses(60 + Math.toIntExact(Duration.ofDays(7).toMinutes()));

        assertThat(orders()).isEmpty();
        assertThat(deadlines()).isEmpty();
    }

    @Test
    void anOrderHasOneDeadline() {
        order(0, "o-1", OrderEventType.CONFIRMED);
        order(1, "o-1", OrderEventType.CONFIRMED);
        invoice(2, "o-1", "i-1");
        invoice(3, "o-1", "i-2");
        timePasses(11);

        order(12, "o-1", OrderEventType.CANCELLED);

        // It is remembered for longer, and that is found out then.
        assertThat(deadlines()).containsExactly(new Deadline(at(3).plus(TestDrive.SETTINGS.orderMemory()), "o-1"));
    }

    @Test
    void anOrderOfAnotherCustomerIsUnusable() {
        order(0, "o-1", OrderEventType.CONFIRMED);

        assertThatThrownBy(() -> drive.write(event(1, "o-1", "c-2", OrderEventType.CONFIRMED)))
                .hasRootCauseInstanceOf(UnusableEventException.class)
                .hasRootCauseMessage("the order o-1 is of c-1, not of c-2");
    }

    private void order(int minute, String orderId, OrderEventType type) {
        drive.write(event(minute, orderId, "c-1", type));
    }

    private OrderEvent event(int minute, String orderId, String customerId, OrderEventType type) {
        return new OrderEvent(nextEvent(), orderId, customerId, type, AMOUNT, "EUR", at(minute));
    }

    private void invoice(int minute, String orderId, String invoiceId) {
        drive.write(document(minute, orderId, invoiceId, InvoiceSource.ORDER, InvoiceKind.INVOICE, InvoiceState.PAID));
    }

    private InvoiceIssued document(
            int minute, String orderId, String id, InvoiceSource source, InvoiceKind kind, InvoiceState state) {
        return new InvoiceIssued(
                nextEvent(), id, "source of " + id, source, kind, state, "c-1", orderId, AMOUNT, "EUR", at(minute));
    }

    /** Somebody else's order, which is of no interest otherwise. */
    private void timePasses(int minute) {
        drive.write(event(minute, "o-other", "c-other", OrderEventType.CREATED));
    }

    private String nextEvent() {
        return "e-" + events++;
    }

    private List<BillingDiscrepancy> said() {
        return drive.values(ReconciliationStream.DISCREPANCIES, BillingDiscrepancy.class);
    }

    private List<DiscrepancyKind> kinds() {
        return said().stream().map(BillingDiscrepancy::getKind).toList();
    }

    private List<String> orders() {
        List<String> ids = new ArrayList<>();
        KeyValueStore<String, OrderBilling> store = drive.store(ReconciliationStream.ORDERS);
        try (KeyValueIterator<String, OrderBilling> all = store.all()) {
            all.forEachRemaining(order -> ids.add(order.key));
        }
        return ids;
    }

    private List<Deadline> deadlines() {
        List<Deadline> found = new ArrayList<>();
        KeyValueStore<Bytes, byte[]> store = drive.store(ReconciliationStream.DEADLINES);
        try (KeyValueIterator<Bytes, byte[]> all = store.all()) {
            all.forEachRemaining(deadline -> found.add(Deadline.of(deadline.key)));
        }
        return found;
    }

    private static Instant at(int minute) {
        return TestDrive.START.plus(Duration.ofMinutes(minute));
    }
}
