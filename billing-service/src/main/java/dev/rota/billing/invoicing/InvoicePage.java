package dev.rota.billing.invoicing;

import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Some of a customer's invoices. */
@Schema(name = "InvoicePage")
record InvoicePage(
        @Schema(description = "In the order of their numbers")
        List<InvoiceView> invoices,

        @Schema(description = "What to ask for as 'after' to get the rest; absent on the last page")
        Optional<Long> next) {

    /** A page of at most {@code limit} out of one more that were asked for. */
    static InvoicePage of(List<Invoice> found, int limit) {
        List<InvoiceView> page =
                found.stream().limit(limit).map(InvoiceView::of).toList();
        return new InvoicePage(
                page, found.size() > limit ? Optional.of(page.getLast().number()) : Optional.empty());
    }
}
