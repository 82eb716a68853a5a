package dev.rota.orderproducer.event;

import java.math.BigDecimal;

/**
 * A positive amount in a currency, in the exact form of the Avro schemas: {@code decimal(19,4)}.
 *
 * @param amount units of the currency, always at scale {@value #SCALE}
 * @param currency ISO 4217 code
 */
public record Money(BigDecimal amount, String currency) {

    /** Digits before the point, at most. */
    public static final int INTEGER_DIGITS = 15;

    /** Digits after the point, exactly. */
    public static final int SCALE = 4;

    /**
     * Brings the amount to scale; nothing is ever rounded.
     *
     * @throws IllegalArgumentException if the amount is not positive or does not fit
     */
    public Money {
        // Before setScale: a few characters such as 1e999999999 would otherwise be written out digit by digit.
        if (amount.signum() <= 0 || amount.scale() > SCALE || amount.precision() - amount.scale() > INTEGER_DIGITS) {
            throw new IllegalArgumentException("An amount is positive, with at most " + INTEGER_DIGITS + " integer and "
                    + SCALE + " fraction digits");
        }
        amount = amount.setScale(SCALE);
    }
}
