package dev.rota.billing.invoicing;

import java.math.BigDecimal;
import java.util.Currency;

/** How amounts are shown. */
final class Money {

    private Money() {}

    /** With as many fraction digits as the currency has, or as many as the amount needs if that is more. */
    static BigDecimal readable(BigDecimal amount, Currency currency) {
        BigDecimal shortest = amount.stripTrailingZeros();
        int currencyDigits = Math.max(currency.getDefaultFractionDigits(), 0);
        return shortest.setScale(Math.max(currencyDigits, shortest.scale()));
    }
}
