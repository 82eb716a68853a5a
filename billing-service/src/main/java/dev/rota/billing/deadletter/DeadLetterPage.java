package dev.rota.billing.deadletter;

import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Some of the dead letters. */
@Schema(name = "DeadLetterPage")
record DeadLetterPage(
        @Schema(description = "In the order of their ids, the newest last")
        List<DeadLetterView> deadLetters,

        @Schema(description = "What to ask for as 'after' to get the rest; absent on the last page")
        Optional<Long> next) {

    /** A page of at most {@code limit} out of one more that were asked for. */
    static DeadLetterPage of(List<Letter> found, int limit, int valuesUpTo, ValueReader.Session values) {
        List<DeadLetterView> page = found.stream()
                .limit(limit)
                .map(letter -> DeadLetterView.of(letter, valuesUpTo, values))
                .toList();
        return new DeadLetterPage(
                page, found.size() > limit ? Optional.of(page.getLast().id()) : Optional.empty());
    }
}
