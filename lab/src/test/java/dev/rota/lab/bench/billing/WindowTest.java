package dev.rota.lab.bench.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.localstack.StackException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WindowTest {

    @Test
    void costsAreThoseBetweenItsEndsPerInvoice() {
        Window window = window(20, 100, cost(1, 2, 10, 1), cost(2, 6, 110, 7));

        List.of(0L, 5L, 25L, 60L, 105L).forEach(window::progress);

        Map<String, Double> figures = window.figures().orElseThrow();
        assertThat(figures.get(BillingFigures.CPU_MICROS)).isEqualTo(1e6 / 80);
        assertThat(figures.get(BillingFigures.DATABASE_CPU_MICROS)).isEqualTo(4e6 / 80);
        assertThat(figures.get(BillingFigures.CHARGE_MILLIS)).isEqualTo(60);
        assertThat(figures.get(BillingFigures.INVOICES_PER_SECOND) * figures.get(BillingFigures.WINDOW_SECONDS))
                .isEqualTo(80);
    }

    @Test
    void oneThatHasNotEndedHasNoFigures() {
        Window window = window(20, 100, cost(1, 1, 0, 0));

        List.of(0L, 30L, 99L).forEach(window::progress);

        assertThat(window.hasEnded()).isFalse();
        assertThat(window.figures()).isEmpty();
    }

    @Test
    void aLeapOverAllOfItIsRefused() {
        Window window = window(20, 100, cost(1, 1, 0, 0));

        assertThatThrownBy(() -> window.progress(100))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("more events");
    }

    private static Window window(long from, long until, Window.Cost... costs) {
        Iterator<Window.Cost> each = List.of(costs).iterator();
        return new Window(from, until, each::next);
    }

    private static Window.Cost cost(int writerSeconds, int databaseSeconds, int calls, int callSeconds) {
        return new Window.Cost(
                Duration.ofSeconds(writerSeconds),
                Duration.ofSeconds(databaseSeconds),
                new GatewayCalls(calls, callSeconds));
    }
}
