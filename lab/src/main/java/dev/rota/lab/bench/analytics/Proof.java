package dev.rota.lab.bench.analytics;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rota.contracts.CurrencyTotal;
import dev.rota.contracts.CustomerRevenue;
import dev.rota.lab.bench.RegistryAvro;
import dev.rota.localstack.LocalStack;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** Holds what was made of order events against a plain count of them: a figure is none if not all was worked off. */
final class Proof {

    /** More than there are minutes, types and currencies. */
    private static final int ALL_MINUTES = 5_000;

    private final LocalStack stack;
    private final Expected expected;

    Proof(LocalStack stack, Expected expected) {
        this.stack = stack;
        this.expected = expected;
    }

    /** How many records of customers' revenue are too many or missing, and customers whose last one is not what they come to. */
    long wrongOfRevenue() {
        RegistryAvro<CustomerRevenue> avro =
                new RegistryAvro<>(stack.registryUrl(), LoopState.REVENUE, CustomerRevenue.class);
        Map<String, Map<String, BigDecimal>> last = new HashMap<>();
        long[] changes = {0};
        Outputs.read(stack.bootstrapServers(), LoopState.REVENUE, record -> {
            changes[0]++;
            last.put(record.key(), byCurrency(avro.read(record.value())));
        });
        Map<String, Map<String, BigDecimal>> wanted = expected.revenue();
        long wrongCustomers = Stream.concat(last.keySet().stream(), wanted.keySet().stream())
                .distinct()
                .filter(customer -> !wanted.getOrDefault(customer, Map.of()).equals(last.get(customer)))
                .count();
        return Math.abs(changes[0] - expected.changes()) + wrongCustomers;
    }

    private static Map<String, BigDecimal> byCurrency(CustomerRevenue revenue) {
        return revenue.getTotals().stream()
                .collect(toMap(
                        CurrencyTotal::getCurrency,
                        total -> total.getConfirmed().subtract(total.getCancelled())));
    }

    /** The same of all outputs of the topology, where nothing is late, unbilled or given up. */
    long wrongOfTopology() {
        return wrongOfRevenue()
                + Math.abs(count("order-anomalies") - expected.refused())
                + count("late-order-events")
                + count("billing-discrepancies")
                + count("order-analytics.dead-letters");
    }

    private long count(String topic) {
        return Outputs.count(stack.bootstrapServers(), topic);
    }

    /** How many events the minutes have too many or too few. */
    long wrongOfMinutes(House.Replica replica, Instant begin) {
        JsonNode revenue = replica.answer("/revenue?from=" + begin.minus(Duration.ofMinutes(1)) + "&to=" + Instant.now()
                + "&limit=" + ALL_MINUTES);
        long events = 0;
        for (JsonNode minute : revenue.get("minutes")) {
            events += minute.get("orders").asLong();
        }
        return Math.abs(events - expected.events()) + revenue.get("missing").size();
    }
}
