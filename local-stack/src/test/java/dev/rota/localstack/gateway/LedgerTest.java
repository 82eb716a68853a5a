package dev.rota.localstack.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.localstack.StackException;
import dev.rota.localstack.gateway.LedgerEntry.Status;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

    @TempDir
    private Path folder;

    private Path file;
    private Ledger ledger;

    @BeforeEach
    void open() {
        file = folder.resolve("new").resolve("ledger.ndjson");
        ledger = Ledger.open(file);
    }

    @AfterEach
    void close() throws Exception {
        ledger.close();
    }

    @Test
    void aKeyIsBookedOnceAndReplayedThen() {
        LedgerEntry first = ledger.settle("k", charge("19.90"), false).entry();

        Ledger.Receipt second = ledger.settle("k", charge("19.9"), true);

        assertThat(second.replayed()).isTrue();
        assertThat(second.entry()).isEqualTo(first.requestedAgain());
        assertThat(ledger.summary()).isEqualTo(new LedgerSummary(1, 1, 0, 0, 2));
    }

    @Test
    void aKeyStandsForOneRequestOverBothKinds() {
        LedgerEntry charge = ledger.settle("k", charge("19.90"), false).entry();

        assertThatThrownBy(() -> ledger.settle("k", charge("19.91"), false))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("k")
                .hasMessageContaining("19.90 EUR");
        assertThatThrownBy(() -> ledger.settle("k", refund(charge.id(), "19.90"), false))
                .isInstanceOf(Refusal.class);
        assertThat(ledger.find("k")).contains(charge);
    }

    @Test
    void everythingIsThereAfterItIsOpenedAgain() throws Exception {
        LedgerEntry charge = ledger.settle("c", charge("19.90"), false).entry();
        ledger.settle("r", refund(charge.id(), "5"), false);
        ledger.settle("c", charge("19.90"), false);
        ledger.settle("d", charge("7"), true);
        List<LedgerEntry> before = all();

        ledger.close();
        ledger = Ledger.open(file);

        assertThat(all()).isEqualTo(before);
        assertThat(ledger.summary()).isEqualTo(new LedgerSummary(2, 1, 1, 1, 4));
        assertThatThrownBy(() -> ledger.settle("r2", refund(charge.id(), "14.91"), false))
                .hasMessageContaining("14.90 EUR is left");
    }

    @Test
    void anUnfinishedLastLineIsDroppedAndTheNextOneIsWhole() throws Exception {
        ledger.settle("a", charge("1"), false);
        ledger.close();
        Files.writeString(file, "{\"booked\":{\"idempotencyKey\":\"b\"", StandardOpenOption.APPEND);

        ledger = Ledger.open(file);
        ledger.settle("c", charge("2"), false);
        ledger.close();
        ledger = Ledger.open(file);

        assertThat(all()).extracting(LedgerEntry::idempotencyKey).containsExactly("a", "c");
    }

    @Test
    void aForeignFileIsRefusedWithTheLine() throws Exception {
        ledger.settle("a", charge("1"), false);
        Files.writeString(file, "what is this?\n", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> Ledger.open(file))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("Line 2 of the ledger " + file);
    }

    @Test
    void aRefundIsBoundedByWhatIsLeftOfAnApprovedCharge() {
        LedgerEntry approved = ledger.settle("a", charge("10"), false).entry();
        LedgerEntry declined = ledger.settle("d", charge("10"), true).entry();
        LedgerEntry refund =
                ledger.settle("r", refund(approved.id(), "6"), false).entry();

        assertThat(refund.status()).isEqualTo(Status.REFUNDED);
        assertThat(refund.account()).isEqualTo("c-1");
        assertThat(refund.charge()).contains(approved.id());
        assertThatThrownBy(() -> ledger.settle("r2", refund(approved.id(), "4.01"), false))
                .hasMessageContaining("4 EUR is left");
        assertThatThrownBy(() -> ledger.settle("r2", refund(declined.id(), "1"), false))
                .hasMessageContaining("declined");
        assertThatThrownBy(() -> ledger.settle("r2", refund(refund.id(), "1"), false))
                .hasMessageContaining("There is no charge " + refund.id());
        assertThatThrownBy(() -> ledger.settle(
                        "r2", new PaymentRequest.Refund(approved.id(), BigDecimal.ONE, "USD", "o-1"), false))
                .hasMessageContaining("EUR, not USD");
        assertThat(ledger.settle("r2", refund(approved.id(), "4"), false).replayed())
                .isFalse();
    }

    @Test
    void pagesFollowEachOtherByKey() {
        for (String key : List.of("a", "b", "c")) {
            ledger.settle(key, charge("1"), false);
        }
        ledger.settle("d", new PaymentRequest.Charge("c-2", BigDecimal.ONE, "EUR", "o"), false);

        assertThat(keys(ledger.page(Optional.empty(), Optional.empty(), 2))).containsExactly("a", "b");
        assertThat(keys(ledger.page(Optional.empty(), Optional.of("b"), 2))).containsExactly("c", "d");
        assertThat(keys(ledger.page(Optional.of("c-2"), Optional.of("a"), 2))).containsExactly("d");
        assertThatThrownBy(() -> ledger.page(Optional.empty(), Optional.of("x"), 2))
                .isInstanceOf(Refusal.class);
    }

    private List<LedgerEntry> all() {
        return ledger.page(Optional.empty(), Optional.empty(), 1_000);
    }

    private static List<String> keys(List<LedgerEntry> entries) {
        return entries.stream().map(LedgerEntry::idempotencyKey).toList();
    }

    private static PaymentRequest charge(String amount) {
        return new PaymentRequest.Charge("c-1", new BigDecimal(amount), "EUR", "o-1");
    }

    private static PaymentRequest refund(UUID charge, String amount) {
        return new PaymentRequest.Refund(charge, new BigDecimal(amount), "EUR", "o-1");
    }
}
