package dev.rota.lab.bench.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.contracts.BillingDiscrepancy;
import dev.rota.contracts.DiscrepancyKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputTest {

    @Test
    void aSecondInvoiceIsACauseOfWhichThereIsToBeOneRecord() {
        assertThat(Output.cause(discrepancy(DiscrepancyKind.BILLED_TWICE, List.of("first", "second"))))
                .isEqualTo("second");
    }

    @Test
    void anInvoiceThatWasReadLateIsNoMistake() {
        assertThat(Output.cause(discrepancy(DiscrepancyKind.UNBILLED, List.of())))
                .isEqualTo(Output.INVOICE_READ_LATE);
        assertThat(Output.cause(discrepancy(DiscrepancyKind.BILLED_LATE, List.of("first"))))
                .isEqualTo(Output.INVOICE_READ_LATE);
    }

    private static BillingDiscrepancy discrepancy(DiscrepancyKind kind, List<String> invoiceIds) {
        Instant at = Instant.parse("2026-01-31T08:00:00Z");
        return BillingDiscrepancy.newBuilder()
                .setEventId("event")
                .setOrderId("order")
                .setCustomerId("customer")
                .setKind(kind)
                .setInvoiceIds(invoiceIds)
                .setAmount(new BigDecimal("1.0000"))
                .setCurrency("EUR")
                .setConfirmedAt(at)
                .setDeadline(at)
                .build();
    }
}
