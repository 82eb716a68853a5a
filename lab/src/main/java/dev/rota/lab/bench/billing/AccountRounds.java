package dev.rota.lab.bench.billing;

import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Rounds of billing on account: the service from a topic that is filled beforehand, then plain programs that write the
 * same rows, each into tables that are as empty as those before.
 */
final class AccountRounds {

    private static final int ROW_BY_ROW_PART = 20;

    private final BillingHouse house;
    private final int events;
    private final int batchSize;
    private final double warmUp;

    /**
     * @param house where nothing else is billed meanwhile
     * @param events to bill in each run; row by row it is a twentieth of it, for less is enough there
     * @param batchSize rows of one transaction, at most
     * @param warmUp part of the events that goes before the window, below 1
     */
    AccountRounds(BillingHouse house, int events, int batchSize, double warmUp) {
        this.house = house;
        this.events = events;
        this.batchSize = batchSize;
        this.warmUp = warmUp;
    }

    /** What one of them does in a round, counted from 1. */
    Map<String, Double> run(Entrant entrant, int round) throws SQLException, InterruptedException, ExecutionException {
        return switch (entrant) {
            case SERVICE -> service(orders(round, events));
            case UNNEST -> {
                try (PlainWriter writer = new PlainWriter.Unnest(house.tables().connect())) {
                    yield plain(writer, orders(round, events), batchSize);
                }
            }
            case ROW_BY_ROW -> {
                try (PlainWriter writer =
                        new PlainWriter.RowByRow(house.tables().connect())) {
                    yield plain(writer, orders(round, Math.max(1, events / ROW_BY_ROW_PART)), 1);
                }
            }
        };
    }

    /** Each round bills other orders: the group goes on where it was. */
    private OrderRange orders(int round, int size) {
        return new OrderRange((long) (round - 1) * events, size);
    }

    private Map<String, Double> service(OrderRange orders)
            throws SQLException, InterruptedException, ExecutionException {
        BillingTables tables = house.tables();
        long records = house.feed().send(orders);
        tables.empty();
        Window window = window(orders, house::cost);
        CompletableFuture<Void> start = house.startService();
        house.watch(start, tables::issued, window);
        house.awaitDrained();
        house.stopService();
        Map<String, Double> figures = figures(window, orders);
        figures.put(BillingFigures.RECORDS, (double) records);
        return figures;
    }

    private Map<String, Double> plain(PlainWriter writer, OrderRange orders, int size) throws SQLException {
        house.tables().empty();
        Window window = window(
                orders,
                () -> new Window.Cost(
                        Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()),
                        house.databaseCpu(),
                        GatewayCalls.NONE));
        long done = 0;
        Iterator<List<Order>> batches = orders.batches(size).iterator();
        while (batches.hasNext()) {
            List<Order> batch = batches.next();
            writer.write(batch);
            done += batch.size();
            window.progress(done);
        }
        return figures(window, orders);
    }

    private Window window(OrderRange orders, Supplier<Window.Cost> cost) {
        return new Window((long) (warmUp * orders.size()), orders.size(), cost);
    }

    private Map<String, Double> figures(Window window, OrderRange orders) throws SQLException {
        BillingTables.Proof proof = house.tables().prove(orders);
        Map<String, Double> figures = new TreeMap<>(window.figures().orElseThrow());
        figures.put(
                BillingFigures.BATCH, proof.invoices() / (double) house.tables().transactions());
        figures.put(BillingFigures.EVENTS, (double) orders.size());
        figures.put(BillingFigures.INVOICES, (double) proof.invoices());
        figures.put(BillingFigures.MISSING, (double) proof.missing());
        figures.put(BillingFigures.SURPLUS, (double) proof.surplus());
        return figures;
    }
}
