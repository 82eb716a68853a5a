package dev.rota.localstack.gateway;

import dev.rota.localstack.gateway.LedgerEntry.Kind;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.UUID;

/** What a caller asks for. */
sealed interface PaymentRequest {

    BigDecimal amount();

    String currency();

    String reference();

    /** Whether the entry is what came of this very request; 19.9 and 19.90 are the same. */
    default boolean ledTo(LedgerEntry entry) {
        return amount().compareTo(entry.amount()) == 0
                && currency().equals(entry.currency())
                && reference().equals(entry.reference());
    }

    /** Asks for money. */
    record Charge(String account, BigDecimal amount, String currency, String reference) implements PaymentRequest {

        @Override
        public boolean ledTo(LedgerEntry entry) {
            return entry.kind() == Kind.CHARGE && account.equals(entry.account()) && PaymentRequest.super.ledTo(entry);
        }
    }

    /** Gives back all or part of an approved charge. */
    record Refund(UUID charge, BigDecimal amount, String currency, String reference) implements PaymentRequest {

        @Override
        public boolean ledTo(LedgerEntry entry) {
            return entry.kind() == Kind.REFUND
                    && Optional.of(charge).equals(entry.charge())
                    && PaymentRequest.super.ledTo(entry);
        }
    }
}
