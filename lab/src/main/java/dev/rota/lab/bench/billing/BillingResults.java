package dev.rota.lab.bench.billing;

import dev.rota.lab.bench.Median;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** All runs, and what is made of them: medians, and ratios within a round, whose runs met the same machine. */
final class BillingResults {

    private final List<Run> runs = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    void add(Run run) {
        runs.add(run);
    }

    void addFailure(String sentence) {
        failures.add(sentence);
    }

    List<Run> runs() {
        return List.copyOf(runs);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Whether anybody was measured there. */
    boolean has(Scenario scenario) {
        return runs.stream().anyMatch(run -> run.scenario() == scenario);
    }

    boolean has(Scenario scenario, Entrant entrant) {
        return of(scenario, entrant).findAny().isPresent();
    }

    /** Whether no run has lost, doubled or invented anything. */
    boolean areCorrect() {
        return runs.stream()
                .allMatch(run -> run.get(Run.MISSING).orElse(0) == 0
                        && run.get(Run.SURPLUS).orElse(0) == 0
                        && run.get(Run.WRONG_CHARGES).orElse(0) == 0);
    }

    /** The median of one figure over the rounds; empty where it was not measured. */
    OptionalDouble median(Scenario scenario, Entrant entrant, String figure) {
        return Median.of(values(scenario, entrant, figure));
    }

    /** The sum of all rounds. */
    double sum(Scenario scenario, Entrant entrant, String figure) {
        return values(scenario, entrant, figure).sum();
    }

    private DoubleStream values(Scenario scenario, Entrant entrant, String figure) {
        return of(scenario, entrant).flatMapToDouble(run -> run.get(figure).stream());
    }

    /** The median, over the rounds that have both, of the service's invoices per second divided by another's. */
    OptionalDouble medianRatio(Entrant other) {
        return Median.of(of(Scenario.ACCOUNT, Entrant.SERVICE)
                .flatMapToDouble(run -> of(Scenario.ACCOUNT, other)
                        .filter(against -> against.round() == run.round())
                        .flatMapToDouble(
                                against -> ratio(run, Run.INVOICES_PER_SECOND, against, Run.INVOICES_PER_SECOND))));
    }

    /** The median of what part of its run's ideal the service got. */
    OptionalDouble medianPartOfIdeal() {
        return Median.of(of(Scenario.CARD, Entrant.SERVICE)
                .flatMapToDouble(run -> ratio(run, Run.INVOICES_PER_SECOND, run, Run.IDEAL_PER_SECOND)));
    }

    private static DoubleStream ratio(Run run, String figure, Run against, String divisor) {
        OptionalDouble above = run.get(figure);
        OptionalDouble below = against.get(divisor);
        return above.isPresent() && below.isPresent()
                ? DoubleStream.of(above.getAsDouble() / below.getAsDouble())
                : DoubleStream.empty();
    }

    private Stream<Run> of(Scenario scenario, Entrant entrant) {
        return runs.stream().filter(run -> run.scenario() == scenario && run.entrant() == entrant);
    }
}
