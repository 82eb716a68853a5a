package dev.rota.lab.bench.analytics;

import dev.rota.lab.bench.Measurements;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What analytics-service is to reach.
 *
 * @param scenario where
 * @param what the figure in words
 * @param bound what it may not fall below, or rise above
 * @param least whether the bound is the least or the most
 * @param figure takes it from the results; empty where the runs it needs were not made
 */
record Target(
        Scenario scenario,
        String what,
        double bound,
        boolean least,
        Function<Measurements<Scenario, Entrant>, OptionalDouble> figure) {

    private static final double FIRST_ANSWER_SECONDS = 5;

    static final List<Target> ALL = all();

    private static List<Target> all() {
        List<Target> all = new ArrayList<>();
        all.add(ratio(Entrant.EXACTLY_ONCE, Entrant.AT_LEAST_ONCE, 0.90));
        all.add(ratio(Entrant.REVENUE_ALONE, Entrant.PLAIN_LOOP, 0.50));
        all.add(ratio(Entrant.EXACTLY_ONCE, Entrant.PLAIN_LOOP, 0.50));
        for (Output output : Output.values()) {
            all.add(new Target(
                    Scenario.LATENCY,
                    output.topic() + ", p99 in ms",
                    output.bound(AnalyticsBenchmark.COMMIT_INTERVAL).toMillis(),
                    false,
                    results -> results.median(Scenario.LATENCY, Entrant.EXACTLY_ONCE, Figures.p99(output))));
        }
        for (Entrant entrant : List.of(Entrant.DYNAMIC, Entrant.STATIC)) {
            all.add(new Target(
                    Scenario.FAIL_OVER,
                    entrant + ", seconds to the first answer",
                    FIRST_ANSWER_SECONDS,
                    false,
                    results -> seconds(results.median(Scenario.FAIL_OVER, entrant, Figures.FIRST_ANSWER_MILLIS))));
        }
        return List.copyOf(all);
    }

    private static Target ratio(Entrant one, Entrant other, double least) {
        return new Target(
                Scenario.THROUGHPUT,
                one + " / " + other + ", order events per second",
                least,
                true,
                results -> results.medianRatio(Scenario.THROUGHPUT, one, other, Figures.EVENTS_PER_SECOND));
    }

    private static OptionalDouble seconds(OptionalDouble millis) {
        return millis.isPresent() ? OptionalDouble.of(millis.getAsDouble() / 1e3) : millis;
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
