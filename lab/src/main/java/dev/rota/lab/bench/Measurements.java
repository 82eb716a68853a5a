package dev.rota.lab.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** All runs, and what is made of them: medians, and ratios within a round, whose runs met the same machine. */
public final class Measurements<S extends Enum<S>, E extends Enum<E>> {

    private final List<Measurement<S, E>> runs = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    public void add(Measurement<S, E> run) {
        runs.add(run);
    }

    public void addFailure(String sentence) {
        failures.add(sentence);
    }

    public List<Measurement<S, E>> runs() {
        return List.copyOf(runs);
    }

    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** Whether anybody was measured there. */
    public boolean has(S scenario) {
        return runs.stream().anyMatch(run -> run.scenario() == scenario);
    }

    public boolean has(S scenario, E entrant) {
        return of(scenario, entrant).findAny().isPresent();
    }

    /** The median of one figure over the rounds; empty where it was not measured. */
    public OptionalDouble median(S scenario, E entrant, String figure) {
        return Median.of(of(scenario, entrant).flatMapToDouble(run -> run.get(figure).stream()));
    }

    /** The median, over the rounds that have both, of one entrant's figure divided by another's. */
    public OptionalDouble medianRatio(S scenario, E entrant, E other, String figure) {
        return Median.of(of(scenario, entrant)
                .flatMapToDouble(run -> of(scenario, other)
                        .filter(against -> against.round() == run.round())
                        .flatMapToDouble(against -> ratio(run.get(figure), against.get(figure)))));
    }

    /** The median of one figure divided by another of the same run. */
    public OptionalDouble medianRatio(S scenario, E entrant, String figure, String divisor) {
        return Median.of(of(scenario, entrant).flatMapToDouble(run -> ratio(run.get(figure), run.get(divisor))));
    }

    /** The sum of all rounds. */
    public double sum(S scenario, E entrant, String figure) {
        return of(scenario, entrant)
                .flatMapToDouble(run -> run.get(figure).stream())
                .sum();
    }

    private static DoubleStream ratio(OptionalDouble above, OptionalDouble below) {
        return above.isPresent() && below.isPresent()
                ? DoubleStream.of(above.getAsDouble() / below.getAsDouble())
                : DoubleStream.empty();
    }

    private Stream<Measurement<S, E>> of(S scenario, E entrant) {
        return runs.stream().filter(run -> run.scenario() == scenario && run.entrant() == entrant);
    }

    /** One line per run, one column per figure. */
    public String toCsv() {
        SortedSet<String> names = new TreeSet<>();
        runs.forEach(run -> names.addAll(run.figures().keySet()));
        List<String> lines = new ArrayList<>();
        lines.add("scenario,round,who,load"
                + names.stream().map(name -> "," + name).collect(Collectors.joining()));
        for (Measurement<S, E> run : runs) {
            lines.add(run.scenario() + "," + run.round() + "," + run.entrant() + "," + run.load()
                    + names.stream().map(name -> "," + csv(run.get(name))).collect(Collectors.joining()));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String csv(OptionalDouble value) {
        return value.isPresent() ? Double.toString(value.getAsDouble()) : "";
    }
}
