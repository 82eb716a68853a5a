package dev.rota.billing.invoicing;

import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Some of a customer's credit notes. */
@Schema(name = "CreditNotePage")
record CreditNotePage(
        @Schema(description = "In the order of their numbers")
        List<CreditNoteView> creditNotes,

        @Schema(description = "What to ask for as 'after' to get the rest; absent on the last page")
        Optional<Long> next) {

    /** A page of at most {@code limit} out of one more that were asked for. */
    static CreditNotePage of(List<CreditNote> found, int limit) {
        List<CreditNoteView> page =
                found.stream().limit(limit).map(CreditNoteView::of).toList();
        return new CreditNotePage(
                page, found.size() > limit ? Optional.of(page.getLast().number()) : Optional.empty());
    }
}
