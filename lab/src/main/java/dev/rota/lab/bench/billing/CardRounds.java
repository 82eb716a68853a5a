package dev.rota.lab.bench.billing;

import dev.rota.localstack.gateway.Behaviour;
import dev.rota.localstack.gateway.LedgerEntry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Rounds of billing by card, at a gateway that takes its time. */
final class CardRounds {

    /** Where the window ends: the last few keep only some workers busy. */
    private static final double END = 0.95;

    private final BillingHouse house;
    private final int events;
    private final int workers;
    private final double warmUp;

    /**
     * @param house where nothing else is billed meanwhile
     * @param latency how long the gateway takes for a charge
     * @param events to bill in each run
     * @param workers that the service is set to
     * @param warmUp part of the events that goes before the window, below 0.95
     */
    CardRounds(BillingHouse house, Duration latency, int events, int workers, double warmUp) {
        this.house = house;
        this.events = events;
        this.workers = workers;
        this.warmUp = warmUp;
        house.gateway().behave(Behaviour.none().withLatency(latency));
    }

    /** What the service does in a round, counted from 1; each round bills other orders. */
    Map<String, Double> run(int round) throws SQLException, InterruptedException, ExecutionException {
        OrderRange orders = new OrderRange((long) (round - 1) * events, events);
        BillingTables tables = house.tables();
        tables.empty();
        int bookedBefore = house.gateway().ledger().size();
        CompletableFuture<Void> start = house.startService();
        // The service is ready before there is anything to do: its metrics answer throughout the window.
        start.join();
        long records = house.feed().send(orders);
        Window window = new Window((long) (warmUp * events), (long) (END * events), house::costWithGateway);
        house.watch(start, tables::settled, window);
        house.awaitDrained();
        house.stopService();

        BillingTables.Proof proof = tables.prove(orders);
        Map<String, Double> figures = new TreeMap<>(window.figures().orElseThrow());
        figures.put(BillingFigures.RECORDS, (double) records);
        figures.put(BillingFigures.EVENTS, (double) events);
        figures.put(BillingFigures.INVOICES, (double) proof.invoices());
        figures.put(BillingFigures.MISSING, (double) proof.missing());
        figures.put(BillingFigures.SURPLUS, (double) proof.surplus());
        Double charge = figures.get(BillingFigures.CHARGE_MILLIS);
        if (charge != null) {
            figures.put(BillingFigures.IDEAL_PER_SECOND, 1_000 * workers / charge);
        }
        List<LedgerEntry> ledger = house.gateway().ledger();
        addLedger(figures, ledger.subList(bookedBefore, ledger.size()), orders);
        return figures;
    }

    private static void addLedger(Map<String, Double> figures, List<LedgerEntry> booked, OrderRange orders) {
        Map<UUID, Long> charged = new HashMap<>();
        long requests = 0;
        for (LedgerEntry entry : booked) {
            requests += entry.requests();
            long approved = entry.status() == LedgerEntry.Status.APPROVED ? 1 : 0;
            charged.merge(UUID.fromString(entry.idempotencyKey()), approved, Long::sum);
        }
        Set<UUID> events = orders.eventIds();
        long wrong = events.stream()
                .filter(event -> charged.getOrDefault(event, 0L) != 1)
                .count();
        long foreign =
                charged.keySet().stream().filter(key -> !events.contains(key)).count();
        figures.put(BillingFigures.CHARGES, (double) booked.size());
        figures.put(BillingFigures.CHARGE_REQUESTS, (double) requests);
        figures.put(BillingFigures.WRONG_CHARGES, (double) (wrong + foreign));
    }
}
