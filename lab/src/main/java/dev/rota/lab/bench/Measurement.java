package dev.rota.lab.bench;

import java.util.Map;
import java.util.OptionalDouble;

/**
 * One run that measured something.
 *
 * @param scenario what
 * @param round which turn, from 1
 * @param entrant who
 * @param load the machine's load average over the minute before
 * @param figures what it measured, by name
 */
public record Measurement<S extends Enum<S>, E extends Enum<E>>(
        S scenario, int round, E entrant, double load, Map<String, Double> figures) {

    public Measurement {
        figures = Map.copyOf(figures);
    }

    /** One figure; empty if this run has none of that name. */
    public OptionalDouble get(String name) {
        Double value = figures.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
