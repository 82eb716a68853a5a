package dev.rota.analytics.reconciliation;

import static dev.rota.contracts.DiscrepancyKind.BILLED_LATE;
import static dev.rota.contracts.DiscrepancyKind.BILLED_TWICE;
import static dev.rota.contracts.DiscrepancyKind.UNBILLED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.analytics.state.OrderBilling;
import dev.rota.analytics.topology.UnusableEventException;
import dev.rota.contracts.BillingDiscrepancy;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Billing has ten minutes, and an order is remembered for an hour. Times are minutes. */
class MatchingTest {

    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final BigDecimal AMOUNT = new BigDecimal("12.5000");

    private final Matching matching = new Matching(Duration.ofMinutes(10), Duration.ofHours(1));
    private final List<BillingDiscrepancy> said = new ArrayList<>();

    private OrderBilling order = Matching.unheardOf("o-1", "c-1");

    @Test
    void anOrderThatIsBilledInTimeIsInOrder() {
        confirm(0);
        bill(10, "i-1");

        pass(11);

        assertThat(said).isEmpty();
    }

    @Test
    void anInvoiceThatComesBeforeItsOrderIsItsInvoice() {
        bill(0, "i-1");
        confirm(0);

        pass(11);

        assertThat(said).isEmpty();
    }

    @Test
    void anOrderWithoutAnInvoiceIsUnbilledAfterItsDeadline() {
        confirm(0);

        pass(11);

        assertThat(said).singleElement().satisfies(unbilled -> {
            assertThat(unbilled.getKind()).isEqualTo(UNBILLED);
            assertThat(unbilled.getOrderId()).isEqualTo("o-1");
            assertThat(unbilled.getCustomerId()).isEqualTo("c-1");
            assertThat(unbilled.getInvoiceIds()).isEmpty();
            assertThat(unbilled.getAmount()).isEqualTo(AMOUNT);
            assertThat(unbilled.getCurrency()).isEqualTo("EUR");
            assertThat(unbilled.getConfirmedAt()).isEqualTo(at(0));
            assertThat(unbilled.getDeadline()).isEqualTo(at(10));
        });
    }

    @Test
    void atItsDeadlineItIsNotYet() {
        confirm(0);

        pass(10);

        assertThat(said).isEmpty();
    }

    @Test
    void itIsSaidToBeUnbilledOnce() {
        confirm(0);
        pass(11);

        pass(12);

        assertThat(said).hasSize(1);
    }

    @Test
    void anInvoiceAfterThatIsLate() {
        confirm(0);
        pass(11);
        said.clear();

        bill(12, "i-1");

        assertThat(said).singleElement().satisfies(late -> {
            assertThat(late.getKind()).isEqualTo(BILLED_LATE);
            assertThat(late.getInvoiceIds()).containsExactly("i-1");
        });
    }

    @Test
    void anInvoiceAfterTheDeadlineIsLateEvenIfNobodyLookedSince() {
        confirm(0);

        bill(11, "i-1");

        assertThat(kinds()).containsExactly(UNBILLED, BILLED_LATE);
    }

    @Test
    void anotherInvoiceAfterALateOneIsOneTooMany() {
        confirm(0);
        bill(11, "i-1");
        said.clear();

        bill(12, "i-2");

        assertThat(kinds()).containsExactly(BILLED_TWICE);
    }

    @Test
    void aSecondInvoiceIsSaidAfterTheDeadline() {
        confirm(0);
        bill(1, "i-1");
        bill(2, "i-2");

        pass(11);

        assertThat(said).singleElement().satisfies(twice -> {
            assertThat(twice.getKind()).isEqualTo(BILLED_TWICE);
            assertThat(twice.getInvoiceIds()).containsExactly("i-1", "i-2");
        });
    }

    @Test
    void beforeTheDeadlineASecondInvoiceIsNotSaid() {
        confirm(0);
        bill(1, "i-1");

        bill(2, "i-2");

        assertThat(said).isEmpty();
        assertThat(Matching.dueAt(order)).isEqualTo(at(10));
    }

    @Test
    void aSecondInvoiceAfterTheDeadlineIsSaidAtOnce() {
        confirm(0);
        bill(1, "i-1");

        bill(11, "i-2");

        assertThat(kinds()).containsExactly(BILLED_TWICE);
    }

    @Test
    void eachFurtherInvoiceIsSaid() {
        confirm(0);
        bill(1, "i-1");
        bill(2, "i-2");
        bill(3, "i-3");
        pass(11);

        bill(12, "i-4");

        assertThat(said)
                .extracting(BillingDiscrepancy::getInvoiceIds)
                .containsExactly(
                        List.of("i-1", "i-2"), List.of("i-1", "i-2", "i-3"), List.of("i-1", "i-2", "i-3", "i-4"));
        assertThat(said).extracting(BillingDiscrepancy::getEventId).doesNotHaveDuplicates();
    }

    @Test
    void theSameInvoiceAgainIsNoSecondOne() {
        confirm(0);
        bill(1, "i-1");
        bill(2, "i-1");

        pass(11);

        assertThat(said).isEmpty();
    }

    @Test
    void twoInvoicesBeforeTheOrderAreSaidAfterItsDeadline() {
        bill(0, "i-1");
        bill(0, "i-2");
        confirm(0);

        pass(11);

        assertThat(kinds()).containsExactly(BILLED_TWICE);
    }

    @Test
    void invoicesOfAnOrderNobodyHeardOfAreNotSaid() {
        bill(0, "i-1");
        bill(0, "i-2");

        pass(59);

        assertThat(said).isEmpty();
    }

    @Test
    void ofTwoConfirmationsTheFirstCounts() {
        confirm(0);
        order = matching.confirmed(order, BigDecimal.TEN.setScale(4), "USD", at(5), at(5))
                .order();

        pass(11);

        assertThat(said).singleElement().satisfies(unbilled -> {
            assertThat(unbilled.getAmount()).isEqualTo(AMOUNT);
            assertThat(unbilled.getCurrency()).isEqualTo("EUR");
            assertThat(unbilled.getDeadline()).isEqualTo(at(10));
        });
    }

    @Test
    void anOrderThatIsCancelledBeforeItsDeadlineNeedNotBeBilled() {
        confirm(0);
        cancel(5);

        pass(11);

        assertThat(said).isEmpty();
    }

    @Test
    void anOrderThatIsConfirmedAfterItWasCancelledNeedNotBeBilled() {
        cancel(0);
        confirm(1);

        pass(12);

        assertThat(said).isEmpty();
    }

    @Test
    void anOrderThatIsCancelledAfterItsDeadlineWasUnbilled() {
        confirm(0);

        cancel(11);

        assertThat(kinds()).containsExactly(UNBILLED);
    }

    @Test
    void anInvoiceOfACancelledOrderIsNeverLate() {
        confirm(0);
        cancel(5);
        pass(11);

        bill(12, "i-1");

        assertThat(said).isEmpty();
    }

    @Test
    void aCancelledOrderThatWasBilledTwiceIsSoStill() {
        confirm(0);
        bill(1, "i-1");
        bill(2, "i-2");
        cancel(3);

        pass(11);

        assertThat(kinds()).containsExactly(BILLED_TWICE);
    }

    @Test
    void whatIsReportedLateIsWaitedForFromWhenItWasRead() {
        order = matching.confirmed(order, AMOUNT, "EUR", at(0), at(30)).order();
        bill(40, "i-1");

        pass(41);

        assertThat(said).isEmpty();
    }

    @Test
    void whatIsReportedLateAndNotBilledSaysItsOwnDeadline() {
        order = matching.confirmed(order, AMOUNT, "EUR", at(0), at(30)).order();

        pass(41);

        assertThat(said).singleElement().satisfies(unbilled -> {
            assertThat(unbilled.getKind()).isEqualTo(UNBILLED);
            assertThat(unbilled.getDeadline()).isEqualTo(at(10));
        });
    }

    @Test
    void theSameStepsSayTheSame() {
        confirm(0);
        bill(11, "i-1");
        order = Matching.unheardOf("o-1", "c-1");
        confirm(0);
        pass(15);

        bill(20, "i-1");

        assertThat(said.subList(2, 4)).isEqualTo(said.subList(0, 2));
    }

    @Test
    void anOrderThatIsInOrderHasToBeLookedAtWhenItIsForgotten() {
        confirm(0);

        bill(1, "i-1");

        assertThat(Matching.dueAt(order)).isEqualTo(at(61));
        assertThat(Matching.isForgotten(order, at(61))).isFalse();
        assertThat(Matching.isForgotten(order, at(62))).isTrue();
    }

    @Test
    void anInvoiceWithoutAnOrderIsForgotten() {
        bill(1, "i-1");

        assertThat(Matching.dueAt(order)).isEqualTo(at(61));
        assertThat(Matching.isForgotten(order, at(62))).isTrue();
    }

    @Test
    void anOrderIsNotForgottenBeforeItsTimeWasSeenToPass() {
        Matching forgetful = new Matching(Duration.ofMinutes(10), Duration.ofMinutes(1));

        order = forgetful.confirmed(order, AMOUNT, "EUR", at(0), at(0)).order();

        assertThat(Matching.isForgotten(order, at(20))).isFalse();
        assertThat(Matching.dueAt(order)).isEqualTo(at(10));
    }

    @Test
    void moreInvoicesThanAnybodyWouldWriteAreUnusable() {
        for (int i = 0; i < Matching.MOST_INVOICES; i++) {
            bill(1, "i-" + i);
        }

        assertThatThrownBy(() -> bill(2, "one more")).isInstanceOf(UnusableEventException.class);
    }

    private void confirm(int minute) {
        take(matching.confirmed(order, AMOUNT, "EUR", at(minute), at(minute)));
    }

    private void bill(int minute, String invoiceId) {
        take(matching.billed(order, invoiceId, at(minute)));
    }

    private void cancel(int minute) {
        take(matching.cancelled(order, at(minute)));
    }

    private void pass(int minute) {
        take(matching.passed(order, at(minute)));
    }

    private void take(Matching.Outcome outcome) {
        order = outcome.order();
        said.addAll(outcome.said());
    }

    private List<Object> kinds() {
        return said.stream().<Object>map(BillingDiscrepancy::getKind).toList();
    }

    private static Instant at(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }
}
