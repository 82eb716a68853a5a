package dev.rota.lab.bench.lag;

import dev.rota.localstack.StackException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Turns of each. The monitor is frozen while others have theirs, so that nobody shares the machine with it; the broker, what writes
 * and what commits go on. For one thread.
 */
final class Rounds {

    private static final String LAG = "kafka_consumergroup_lag";
    private static final String TICK = "rota_lag_monitor_tick_seconds";
    private static final String EVALUATION = "rota_lag_monitor_evaluation_seconds";
    private static final List<String> ADVICE =
            List.of("rota_lag_monitor_advising_seconds", "rota_lag_monitor_alerting_seconds");
    private static final String PAUSES = "jvm_gc_pause_seconds_sum";
    private static final String SUCCESS = "outcome=\"success\"";
    private static final String FAILURE = "outcome=\"failure\"";

    /** After it was frozen, these are not counted: the first may have been under way. */
    private static final int FIRST_TICKS = 2;

    private static final int FIRST_SCRAPES = 3;

    /** What a day of one offset is in memory at the most: {@code OffsetSeries} of lag-monitor. */
    private static final double BYTES_OF_A_DAY = 1_700;

    private static final double MIB = 1024 * 1024;

    private final House house;
    private final Population population;
    private final MonitorProcess monitor;
    private final int ticks;

    /** @param ticks that a turn is the mean of; also passes of the raw requests */
    Rounds(House house, int ticks) {
        this.house = house;
        this.population = house.population();
        this.monitor = house.monitor();
        this.ticks = ticks;
    }

    /** All get warm; the monitor has seen the groups move for longer than its window afterwards. */
    void warmUp(Duration length, Scenario scenario) throws InterruptedException, ExecutionException {
        long end = System.nanoTime() + length.toNanos();
        if (scenario.entrants(1).contains(Entrant.NAIVE)) {
            house.calls().groupByGroup();
        }
        while (System.nanoTime() < end) {
            house.calls().batched();
            TimeUnit.SECONDS.sleep(1);
        }
    }

    /**
     * A turn of anybody but the scrape.
     *
     * @throws StackException if it did not read all that there is
     */
    Map<String, Double> turn(Entrant entrant) throws IOException, InterruptedException, ExecutionException {
        Map<String, Double> figures = switch (entrant) {
            case MONITOR -> ticks();
            case RAW -> passes("The bare Admin client", ticks, house.calls()::batched);
            case NAIVE -> passes("The loop", 1, house.calls()::groupByGroup);
            case SCRAPE -> throw new IllegalArgumentException("scrapes have turns of their own");
        };
        house.movement().requireGoingOn();
        return figures;
    }

    /** Asks for everything, and says how many partitions of groups it has read an offset of. */
    @FunctionalInterface
    private interface Pass {
        long run() throws InterruptedException, ExecutionException;
    }

    private Map<String, Double> passes(String who, int number, Pass pass)
            throws InterruptedException, ExecutionException {
        long nanos = 0;
        for (int run = 0; run < number; run++) {
            long begin = System.nanoTime();
            long pairs = pass.run();
            nanos += System.nanoTime() - begin;
            population.requireAll(who, pairs);
        }
        return Map.of(Figures.SECONDS, nanos / 1e9 / number);
    }

    private Map<String, Double> ticks() throws IOException, InterruptedException {
        monitor.thaw();
        try {
            monitor.awaitTicks(FIRST_TICKS);
            Scraped before = monitor.scrape();
            Duration cpuBefore = monitor.cpu();
            monitor.awaitTicks(ticks);
            Duration cpu = monitor.cpu().minus(cpuBefore);
            Scraped after = monitor.scrape();
            population.requireAll("lag-monitor", after.series(LAG));
            double live = monitor.liveBytes() / MIB;
            // So that nothing is under way when it is frozen.
            monitor.awaitTicks(1);
            return figures(before, after, cpu, live);
        } finally {
            monitor.freeze();
        }
    }

    private Map<String, Double> figures(Scraped before, Scraped after, Duration cpu, double live) {
        if (after.sum(TICK + "_count", FAILURE) > before.sum(TICK + "_count", FAILURE)) {
            throw new StackException("A tick of lag-monitor failed.");
        }
        double number = after.sum(TICK + "_count", SUCCESS) - before.sum(TICK + "_count", SUCCESS);
        if (number < 1) {
            throw new StackException("lag-monitor has counted no tick.");
        }
        double evaluated = after.sum(EVALUATION + "_sum") - before.sum(EVALUATION + "_sum");
        double advised = ADVICE.stream()
                .mapToDouble(timer -> after.sum(timer + "_sum") - before.sum(timer + "_sum"))
                .sum();
        return Map.of(
                Figures.SECONDS,
                (after.sum(TICK + "_sum", SUCCESS) - before.sum(TICK + "_sum", SUCCESS)) / number,
                Figures.TICKS,
                number,
                Figures.EVALUATION_MICROS,
                evaluated * 1e6 / number / population.pairs(),
                Figures.ADVICE_SECONDS,
                advised * 1e5 / number / population.pairs(),
                Figures.CPU_SECONDS,
                cpu.toNanos() / 1e9 / number,
                Figures.PAUSE_SECONDS,
                (after.sum(PAUSES) - before.sum(PAUSES)) / number,
                Figures.LIVE_MIB,
                live,
                Figures.LIVE_AFTER_A_DAY_MIB,
                live + (population.pairs() + 2L * population.logs()) * BYTES_OF_A_DAY / MIB);
    }

    /** What is done with the figures of each turn. */
    @FunctionalInterface
    interface Receiver {
        void accept(int round, Map<String, Double> figures);
    }

    /**
     * Scrapes while the broker is frozen: whatever needed an answer of it would never come. Nothing can be measured afterwards but scrapes.
     *
     * @throws StackException if a scrape has not all of it
     */
    void scrapes(int rounds, Receiver receiver) throws IOException, InterruptedException {
        // Kafka's new consumer takes all the time there is where its broker is silent.
        house.members().close();
        monitor.thaw();
        monitor.awaitTicks(FIRST_TICKS);
        for (int scrape = 0; scrape < FIRST_SCRAPES; scrape++) {
            monitor.scrape();
        }
        monitor.awaitTicks(1);
        house.broker().freeze();
        try {
            for (int round = 1; round <= rounds; round++) {
                receiver.accept(round, scrape());
            }
        } finally {
            house.broker().thaw();
        }
    }

    private Map<String, Double> scrape() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        byte[] body = monitor.metrics();
        double seconds = (System.nanoTime() - begin) / 1e9;
        Scraped scraped = Scraped.of(body);
        population.requireAll("A scrape", scraped.series(LAG));
        double series = scraped.series();
        return Map.of(
                Figures.SECONDS,
                seconds,
                Figures.SERIES,
                series,
                Figures.MEGABYTES,
                body.length / 1e6,
                Figures.SECONDS_PER_100K_SERIES,
                seconds / series * 100_000);
    }
}
