package dev.rota.lab.bench.producer;

import dev.rota.lab.bench.Measurements;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What order-producer is to reach, as a ratio of what was measured in the same round.
 *
 * @param scenario where
 * @param entrant whose figure
 * @param other by whose it is divided
 * @param figure which
 * @param what the ratio in words
 * @param bound what it may not fall below, or rise above
 * @param least whether the bound is the least or the most
 */
record ProducerTarget(
        Scenario scenario, Entrant entrant, Entrant other, String figure, String what, double bound, boolean least) {

    static final List<ProducerTarget> ALL = List.of(
            atLeast(Scenario.REQUESTS, Entrant.ORDERS, Entrant.ECHO, "requests per second", 0.65),
            atLeast(Scenario.REQUESTS, Entrant.ORDERS, Entrant.EMITTER, "requests per second", 1.25),
            atLeast(Scenario.NDJSON, Entrant.LINES, Entrant.PERF_TEST, "records per second", 0.5),
            new ProducerTarget(
                    Scenario.LATENCY,
                    Entrant.POST,
                    Entrant.PRODUCE,
                    ProducerFigures.P99_MILLIS,
                    "post / produce, p99",
                    3,
                    false));

    private static ProducerTarget atLeast(
            Scenario scenario, Entrant entrant, Entrant other, String unit, double least) {
        return new ProducerTarget(
                scenario,
                entrant,
                other,
                ProducerFigures.PER_SECOND,
                entrant + " / " + other + ", " + unit,
                least,
                true);
    }

    /** The median of the rounds; empty where the runs it needs were not made. */
    OptionalDouble reached(Measurements<Scenario, Entrant> runs) {
        return runs.medianRatio(scenario, entrant, other, figure);
    }

    /** The bound in words. */
    String boundInWords() {
        return (least ? "at least " : "at most ") + String.format(Locale.ROOT, "%.2f", bound);
    }

    /** Whether a value keeps the bound. */
    boolean isReachedBy(double value) {
        return least ? value >= bound : value <= bound;
    }
}
