package dev.rota.billing.invoicing;

import java.util.Locale;

/** An event that billing should act on and never can, however often it tries. */
public final class UnbillableEventException extends RuntimeException {

    /** Why, in a word that dead letters are gathered by. */
    public enum Reason {
        /** A record without a value. */
        NO_VALUE,
        /** An event, or a step of an order, that this version of billing does not know. */
        UNKNOWN_EVENT,
        /** An amount that makes no invoice. */
        INVALID_AMOUNT,
        /** A currency that does not exist. */
        INVALID_CURRENCY,
        /** An id that is missing or malformed. */
        INVALID_EVENT,
        /** A cancellation whose invoice is not settled, and will not be without an operator. */
        INVOICE_PENDING,
        /** What was begun by card, in a service that bills on account. */
        NEEDS_CARD;

        /** As dead letters and meters show it: {@code invalid-amount}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final int LONGEST_ID = 200;

    private final Reason reason;

    public UnbillableEventException(Reason reason, String rule) {
        super(rule);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** An id must say something, and be short enough for an index. */
    static void requireId(String name, String id) {
        require(!id.isBlank(), Reason.INVALID_EVENT, "the " + name + " is empty");
        require(
                id.length() <= LONGEST_ID,
                Reason.INVALID_EVENT,
                "the " + name + " has " + id.length() + " characters, more than " + LONGEST_ID);
    }

    static void require(boolean holds, Reason reason, String rule) {
        if (!holds) {
            throw new UnbillableEventException(reason, rule);
        }
    }
}
