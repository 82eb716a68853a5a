package dev.rota.analytics.reconciliation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rota.analytics.state.Confirmation;
import dev.rota.analytics.state.OrderBilling;
import dev.rota.analytics.topology.UnusableEventException;
import dev.rota.contracts.BillingDiscrepancy;
import dev.rota.contracts.DiscrepancyKind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Matches an order with its invoices, whichever comes first.
 *
 * <p>What billing does, and what is held against it here:
 *
 * <ul>
 *   <li>It writes an invoice for each confirmation that has an event id of its own. An order that is confirmed twice is billed twice, and said
 *       to be; the deadline is that of the first confirmation.
 *   <li>A declined card is an answer: the invoice is on the books, and the order is billed.
 *   <li>An order that is cancelled before it was billed never is, not even if its confirmation comes after that. So a cancelled order is not
 *       unbilled. Billing may have got at its confirmation first: an invoice for it is in order, and so is the credit note that follows.
 *   <li>A cancellation takes one invoice back. An order that was billed twice is so still.
 * </ul>
 *
 * <p>Each method that takes a time first looks at what has passed by then, so what is said does not depend on how often somebody looks. Pure.
 */
final class Matching {

    /** Of one order. Further ones are not taken in. */
    static final int MOST_INVOICES = 100;

    /** They are UUIDs; all of an order have to fit into one record. */
    private static final int LONGEST_INVOICE_ID = 64;

    private final Duration billedWithin;
    private final Duration memory;

    /**
     * Tells what to hold against it.
     *
     * @param billedWithin how long billing may take
     * @param memory how long after it was last heard of an order is remembered
     */
    Matching(Duration billedWithin, Duration memory) {
        this.billedWithin = billedWithin;
        this.memory = memory;
    }

    /**
     * What is known after a step, and what has to be said.
     *
     * @param order what is known
     * @param said the discrepancies, in their order
     */
    record Outcome(OrderBilling order, List<BillingDiscrepancy> said) {}

    /** Of an order nothing was heard of before. */
    static OrderBilling unheardOf(String orderId, String customerId) {
        return OrderBilling.newBuilder()
                .setOrderId(orderId)
                .setCustomerId(customerId)
                .setJudged(false)
                .setUnbilled(false)
                .setCancelled(false)
                .setInvoiceIds(List.of())
                .setForgetAt(Instant.EPOCH)
                .build();
    }

    /**
     * The order is confirmed. Billing cannot act on what it was not told: what is reported late is waited for from when it was read. That its
     * deadline had passed is said only of what then stays unbilled.
     *
     * @param confirmedAt when that was
     * @param now when it is read, in stream time
     */
    Outcome confirmed(OrderBilling before, BigDecimal amount, String currency, Instant confirmedAt, Instant now) {
        Outcome passed = passed(before, now);
        OrderBilling.Builder after = heardOf(passed.order(), now);
        if (before.getConfirmation() == null) {
            after.setConfirmation(new Confirmation(
                    amount,
                    currency,
                    confirmedAt,
                    confirmedAt.plus(billedWithin),
                    later(confirmedAt, now).plus(billedWithin)));
        }
        return new Outcome(after.build(), passed.said());
    }

    /** The order is cancelled, or will be confirmed in vain. */
    Outcome cancelled(OrderBilling before, Instant now) {
        Outcome passed = passed(before, now);
        return new Outcome(heardOf(passed.order(), now).setCancelled(true).build(), passed.said());
    }

    /**
     * The order is billed.
     *
     * @throws UnusableEventException if it has more invoices than anybody would write, or one with an id that is none
     */
    Outcome billed(OrderBilling before, String invoiceId, Instant now) {
        Outcome passed = passed(before, now);
        OrderBilling order = passed.order();
        if (order.getInvoiceIds().contains(invoiceId)) {
            return new Outcome(heardOf(order, now).build(), passed.said());
        }
        if (invoiceId.length() > LONGEST_INVOICE_ID) {
            throw new UnusableEventException("an invoice's id of " + invoiceId.length() + " characters");
        }
        if (order.getInvoiceIds().size() == MOST_INVOICES) {
            throw new UnusableEventException(
                    "the order " + order.getOrderId() + " has " + MOST_INVOICES + " invoices already");
        }
        List<String> invoiceIds = new ArrayList<>(order.getInvoiceIds());
        invoiceIds.add(invoiceId);
        List<BillingDiscrepancy> said = new ArrayList<>(passed.said());
        @Nullable Confirmation confirmation = order.getConfirmation();
        if (confirmation != null && order.getUnbilled()) {
            said.add(discrepancy(DiscrepancyKind.BILLED_LATE, order, confirmation, invoiceIds));
        } else if (confirmation != null && order.getJudged() && invoiceIds.size() > 1) {
            said.add(discrepancy(DiscrepancyKind.BILLED_TWICE, order, confirmation, invoiceIds));
        }
        return new Outcome(
                heardOf(order, now).setInvoiceIds(invoiceIds).setUnbilled(false).build(), said);
    }

    /** The time is now. What is not right once an order's time has passed is said, once. */
    Outcome passed(OrderBilling before, Instant now) {
        @Nullable Confirmation confirmation = before.getConfirmation();
        if (confirmation == null
                || before.getJudged()
                || !confirmation.getWaitUntil().isBefore(now)) {
            return new Outcome(before, List.of());
        }
        List<String> invoiceIds = before.getInvoiceIds();
        boolean unbilled = invoiceIds.isEmpty() && !before.getCancelled();
        List<BillingDiscrepancy> said = new ArrayList<>();
        if (unbilled) {
            said.add(discrepancy(DiscrepancyKind.UNBILLED, before, confirmation, invoiceIds));
        }
        for (int further = 2; further <= invoiceIds.size(); further++) {
            said.add(discrepancy(DiscrepancyKind.BILLED_TWICE, before, confirmation, invoiceIds.subList(0, further)));
        }
        return new Outcome(
                OrderBilling.newBuilder(before)
                        .setJudged(true)
                        .setUnbilled(unbilled)
                        .build(),
                said);
    }

    /** After when somebody has to look at it: there would be something to say then, or it is not remembered any more. */
    static Instant dueAt(OrderBilling order) {
        @Nullable Confirmation confirmation = order.getConfirmation();
        return confirmation != null && isPending(order) ? confirmation.getWaitUntil() : order.getForgetAt();
    }

    /** Whether it is not remembered any more. */
    static boolean isForgotten(OrderBilling order, Instant now) {
        return !isPending(order) && order.getForgetAt().isBefore(now);
    }

    private static boolean isPending(OrderBilling order) {
        int invoices = order.getInvoiceIds().size();
        boolean isWrong = invoices > 1 || (invoices == 0 && !order.getCancelled());
        return order.getConfirmation() != null && !order.getJudged() && isWrong;
    }

    private OrderBilling.Builder heardOf(OrderBilling order, Instant now) {
        return OrderBilling.newBuilder(order).setForgetAt(now.plus(memory));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static BillingDiscrepancy discrepancy(
            DiscrepancyKind kind, OrderBilling order, Confirmation confirmation, List<String> invoiceIds) {
        return BillingDiscrepancy.newBuilder()
                .setEventId(eventId(kind, order, invoiceIds))
                .setOrderId(order.getOrderId())
                .setCustomerId(order.getCustomerId())
                .setKind(kind)
                .setInvoiceIds(invoiceIds)
                .setAmount(confirmation.getAmount())
                .setCurrency(confirmation.getCurrency())
                .setConfirmedAt(confirmation.getConfirmedAt())
                .setDeadline(confirmation.getDeadline())
                .build();
    }

    /** Of an order, there is one discrepancy of a kind for its last invoice. */
    private static String eventId(DiscrepancyKind kind, OrderBilling order, List<String> invoiceIds) {
        String last = invoiceIds.isEmpty() ? "" : invoiceIds.getLast();
        return UUID.nameUUIDFromBytes((kind + "\n" + order.getOrderId() + "\n" + last).getBytes(UTF_8))
                .toString();
    }
}
