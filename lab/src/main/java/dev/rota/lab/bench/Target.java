package dev.rota.lab.bench;

import dev.rota.lab.bench.contender.Entrant;
import dev.rota.lab.bench.contender.Figures;
import dev.rota.lab.bench.contender.Scenario;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What keyed-consumer is to reach, as a ratio.
 *
 * @param scenario where
 * @param what the ratio in words
 * @param bound what it may not fall below, or rise above
 * @param least whether the bound is the least or the most
 * @param ratio takes it from the results; empty where the runs it needs were not made
 */
record Target(Scenario scenario, String what, double bound, boolean least, Function<Results, OptionalDouble> ratio) {

    static final List<Target> ALL = List.of(
            against(Scenario.NOOP, Entrant.RAW, 0.70),
            against(Scenario.NOOP, Entrant.PARALLEL_CONSUMER, 10),
            ideal(Scenario.ONE_MS, "of 100 x one measured worker (aim 0.95)", 0.85),
            against(Scenario.ONE_MS, Entrant.PARALLEL_CONSUMER, 2),
            ideal(Scenario.HUNDRED_MS, "of 5,000 x one measured worker", 0.85),
            atMost(Scenario.MEMORY, "heap at the end / at the beginning", 1.10, Figures.HEAP_GROWTH),
            atMost(Scenario.HOT_KEY, "p99 of other keys, stuck / before", 2, Figures.P99_RATIO));

    private static Target against(Scenario scenario, Entrant other, double least) {
        return new Target(
                scenario,
                "keyed / " + other.label() + ", records per second",
                least,
                true,
                results -> results.medianRatio(scenario, Entrant.KEYED, other, Figures.RECORDS_PER_SECOND));
    }

    private static Target ideal(Scenario scenario, String what, double least) {
        return new Target(
                scenario,
                "keyed, " + what,
                least,
                true,
                results -> results.medianRatio(
                        scenario, Entrant.KEYED, Figures.RECORDS_PER_SECOND, Figures.IDEAL_PER_SECOND));
    }

    private static Target atMost(Scenario scenario, String what, double most, String figure) {
        return new Target(
                scenario, "keyed, " + what, most, false, results -> results.median(scenario, Entrant.KEYED, figure));
    }

    /** The bound in words. */
    String bound(String format) {
        return (least ? "at least " : "at most ") + String.format(Locale.ROOT, format, bound);
    }

    /** Whether a value keeps the bound. */
    boolean isReachedBy(double value) {
        return least ? value >= bound : value <= bound;
    }
}
