package dev.rota.analytics.revenue;

import dev.rota.contracts.CurrencyTotal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/** A customer's totals, one for each currency. Pure. */
final class Totals {

    private static final BigDecimal NOTHING = BigDecimal.ZERO.setScale(4);

    private Totals() {}

    /** The total of a currency; nothing if the customer never paid in it. */
    static CurrencyTotal of(List<CurrencyTotal> totals, String currency) {
        return totals.stream()
                .filter(total -> total.getCurrency().equals(currency))
                .findFirst()
                .orElseGet(() -> new CurrencyTotal(currency, NOTHING, NOTHING, 0L, 0L));
    }

    /** The totals with another one in place of its currency's. */
    static List<CurrencyTotal> with(List<CurrencyTotal> totals, CurrencyTotal changed) {
        List<CurrencyTotal> all = new ArrayList<>(totals);
        all.removeIf(total -> total.getCurrency().equals(changed.getCurrency()));
        all.add(changed);
        all.sort(Comparator.comparing(CurrencyTotal::getCurrency));
        return all;
    }

    /** One more order is confirmed. */
    static UnaryOperator<CurrencyTotal> confirmed(BigDecimal amount) {
        return total -> CurrencyTotal.newBuilder(total)
                .setConfirmed(total.getConfirmed().add(amount))
                .setConfirmedOrders(total.getConfirmedOrders() + 1)
                .build();
    }

    /** One that was confirmed is cancelled. */
    static UnaryOperator<CurrencyTotal> cancelled(BigDecimal amount) {
        return total -> CurrencyTotal.newBuilder(total)
                .setCancelled(total.getCancelled().add(amount))
                .setCancelledOrders(total.getCancelledOrders() + 1)
                .build();
    }

    static BigDecimal revenue(CurrencyTotal total) {
        return total.getConfirmed().subtract(total.getCancelled());
    }
}
