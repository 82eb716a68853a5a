package dev.rota.lab.bench.lag;

import dev.rota.lab.bench.Measurements;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What lag-monitor is to reach, and may not rise above.
 *
 * @param scenario where
 * @param what the figure in words
 * @param most the bound
 * @param figure takes it from the results; empty where the turns it needs were not taken
 */
record Target(
        Scenario scenario, String what, double most, Function<Measurements<Scenario, Entrant>, OptionalDouble> figure) {

    private static final double MOST_EVALUATION_MICROS = 2;
    private static final double MOST_SCRAPE_SECONDS = 1;

    static final List<Target> ALL = List.of(
            new Target(
                    Scenario.THOUSAND,
                    "tick / the sum of its raw requests",
                    3,
                    results -> results.medianRatio(Scenario.THOUSAND, Entrant.MONITOR, Entrant.RAW, Figures.SECONDS)),
            evaluation(Scenario.THOUSAND),
            scrape(Scenario.THOUSAND),
            of(Scenario.TEN_THOUSAND, Entrant.MONITOR, "tick, s", 5, Figures.SECONDS),
            of(Scenario.TEN_THOUSAND, Entrant.MONITOR, "live heap, MiB", 512, Figures.LIVE_MIB),
            of(
                    Scenario.TEN_THOUSAND,
                    Entrant.MONITOR,
                    "live heap after a day, by computation, MiB",
                    512,
                    Figures.LIVE_AFTER_A_DAY_MIB),
            evaluation(Scenario.TEN_THOUSAND),
            of(
                    Scenario.TEN_THOUSAND,
                    Entrant.MONITOR,
                    "advice and rules, s per 100,000 partitions of groups",
                    1,
                    Figures.ADVICE_SECONDS),
            scrape(Scenario.TEN_THOUSAND));

    private static Target evaluation(Scenario scenario) {
        return of(
                scenario,
                Entrant.MONITOR,
                "evaluation, us per partition of a group",
                MOST_EVALUATION_MICROS,
                Figures.EVALUATION_MICROS);
    }

    private static Target scrape(Scenario scenario) {
        return of(
                scenario,
                Entrant.SCRAPE,
                "scrape without a broker, s per 100,000 series",
                MOST_SCRAPE_SECONDS,
                Figures.SECONDS_PER_100K_SERIES);
    }

    private static Target of(Scenario scenario, Entrant entrant, String what, double most, String figure) {
        return new Target(scenario, what, most, results -> results.median(scenario, entrant, figure));
    }

    /** The bound in words. */
    String boundInWords() {
        return "at most " + String.format(Locale.ROOT, "%.2f", most);
    }

    /** Whether a value keeps the bound. */
    boolean isReachedBy(double value) {
        return value <= most;
    }
}
