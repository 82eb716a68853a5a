package dev.rota.lab.bench;

import dev.rota.lab.bench.contender.Entrant;
import dev.rota.lab.bench.contender.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/** All runs, and what is made of them: medians, and ratios within a round, whose runs met the same machine. */
final class Results {

    private final List<RunRecord> runs = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    void add(RunRecord run) {
        runs.add(run);
    }

    void addFailure(String sentence) {
        failures.add(sentence);
    }

    List<RunRecord> runs() {
        return List.copyOf(runs);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Whether anybody was measured there. */
    boolean has(Scenario scenario) {
        return runs.stream().anyMatch(run -> run.scenario() == scenario);
    }

    /** The median of one figure over the rounds; empty where it was not measured. */
    OptionalDouble median(Scenario scenario, Entrant entrant, String figure) {
        return Median.of(of(scenario, entrant).stream().flatMapToDouble(run -> run.figures().get(figure).stream()));
    }

    /** The largest of the rounds. */
    OptionalDouble most(Scenario scenario, Entrant entrant, String figure) {
        return of(scenario, entrant).stream()
                .flatMapToDouble(run -> run.figures().get(figure).stream())
                .max();
    }

    /** The median of one figure divided by another of the same run. */
    OptionalDouble medianRatio(Scenario scenario, Entrant entrant, String figure, String divisor) {
        return Median.of(of(scenario, entrant).stream().flatMapToDouble(run -> ratio(run, figure, run, divisor)));
    }

    /** The median, over the rounds that have both, of one entrant's figure divided by another's. */
    OptionalDouble medianRatio(Scenario scenario, Entrant entrant, Entrant other, String figure) {
        return Median.of(of(scenario, entrant).stream()
                .flatMapToDouble(run -> find(scenario, other, run.round()).stream()
                        .flatMapToDouble(against -> ratio(run, figure, against, figure))));
    }

    private static DoubleStream ratio(RunRecord run, String figure, RunRecord against, String divisor) {
        OptionalDouble above = run.figures().get(figure);
        OptionalDouble below = against.figures().get(divisor);
        return above.isPresent() && below.isPresent()
                ? DoubleStream.of(above.getAsDouble() / below.getAsDouble())
                : DoubleStream.empty();
    }

    private List<RunRecord> of(Scenario scenario, Entrant entrant) {
        return runs.stream()
                .filter(run -> run.scenario() == scenario && run.entrant() == entrant)
                .toList();
    }

    private Optional<RunRecord> find(Scenario scenario, Entrant entrant, int round) {
        return of(scenario, entrant).stream()
                .filter(run -> run.round() == round)
                .findFirst();
    }
}
