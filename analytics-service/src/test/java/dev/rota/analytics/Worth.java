package dev.rota.analytics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rota.contracts.CustomerRevenue;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** What a customer's orders come to, as HTTP answers it and as the topic has it. */
record Worth(String customerId, List<Total> totals, Instant asOf) {

    /** In one currency. */
    record Total(
            String currency,
            BigDecimal revenue,
            BigDecimal confirmed,
            BigDecimal cancelled,
            long confirmedOrders,
            long cancelledOrders) {}

    static Worth of(CustomerRevenue revenue) {
        return new Worth(
                revenue.getCustomerId(),
                revenue.getTotals().stream()
                        .map(total -> new Total(
                                total.getCurrency(),
                                total.getConfirmed().subtract(total.getCancelled()),
                                total.getConfirmed(),
                                total.getCancelled(),
                                total.getConfirmedOrders(),
                                total.getCancelledOrders()))
                        .toList(),
                revenue.getAsOf());
    }

    static Worth of(JsonNode answer) {
        return new Worth(
                answer.get("customerId").asText(),
                answer.get("totals")
                        .valueStream()
                        .map(total -> new Total(
                                total.get("currency").asText(),
                                money(total.get("revenue")),
                                money(total.get("confirmed")),
                                money(total.get("cancelled")),
                                total.get("confirmedOrders").asLong(),
                                total.get("cancelledOrders").asLong()))
                        .toList(),
                Instant.parse(answer.get("asOf").asText()));
    }

    static BigDecimal money(JsonNode amount) {
        return amount.decimalValue().setScale(4);
    }
}
