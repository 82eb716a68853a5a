package dev.rota.lab.bench.contender;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What one run measured, by name. It travels to the parent as one line of the child's output.
 *
 * @param values the figures; each name says its unit
 */
public record Figures(Map<String, Double> values) {

    /** Handled per second of the window. */
    public static final String RECORDS_PER_SECOND = "recordsPerSecond";

    /** How long the window was, in seconds. */
    public static final String WINDOW_SECONDS = "windowSeconds";

    /** Handled in the whole run. */
    public static final String HANDLED = "handled";

    /** Handled, but above the committed offset when the contender had closed. */
    public static final String BEYOND_COMMIT = "beyondCommit";

    /** Below the committed offset when the contender had closed, though no handler has seen it: lost. */
    public static final String SKIPPED = "skipped";

    /** Processor time of the child per record handled in the window, in microseconds. */
    public static final String CPU_MICROS_PER_RECORD = "cpuMicrosPerRecord";

    /** How long one worker alone really takes for one call of the handler, in milliseconds. */
    public static final String HANDLER_MILLIS = "handlerMillis";

    /** What all workers could do at most: their number divided by the measured time of one call. */
    public static final String IDEAL_PER_SECOND = "idealPerSecond";

    /** Heap in use after a collection, in MiB, when the N-th tenth of the topic was done: N from 1 to 10 follows. */
    public static final String HEAP_MIB = "heapMiB";

    /** The most of the ten. */
    public static final String HEAP_MAX_MIB = "heapMaxMiB";

    /** Median of the last three of the ten, divided by that of the first three. */
    public static final String HEAP_GROWTH = "heapGrowth";

    /** Produce to handled, in milliseconds, before the hot key is stuck. */
    public static final String BASELINE_P50_MILLIS = "baselineP50Millis";

    public static final String BASELINE_P99_MILLIS = "baselineP99Millis";

    /** Produce to handled of the other keys, in milliseconds, while the hot key is stuck. */
    public static final String STUCK_P50_MILLIS = "stuckP50Millis";

    public static final String STUCK_P99_MILLIS = "stuckP99Millis";

    /** The part of the records sent while the hot key is stuck that is handled before it is let go. */
    public static final String HANDLED_WHILE_STUCK = "handledWhileStuck";

    /** The 99th percentile while the key is stuck, divided by that before. */
    public static final String P99_RATIO = "p99Ratio";

    private static final String PREFIX = "bench-result ";

    public Figures {
        values = Map.copyOf(values);
    }

    /** One figure; empty if this run has none of that name. */
    public OptionalDouble get(String name) {
        Double value = values.get(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** All of it as one line. */
    public String toLine() {
        return PREFIX
                + new TreeMap<>(values)
                        .entrySet().stream()
                                .map(entry -> entry.getKey() + "=" + entry.getValue())
                                .collect(Collectors.joining(" "));
    }

    /** Finds the line among others; empty if there is none. */
    public static Optional<Figures> find(Collection<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(PREFIX))
                .findFirst()
                .map(line -> parse(line.substring(PREFIX.length())));
    }

    private static Figures parse(String figures) {
        Map<String, Double> values = new TreeMap<>();
        for (String figure : figures.split(" ", -1)) {
            int split = figure.indexOf('=');
            values.put(figure.substring(0, split), Double.valueOf(figure.substring(split + 1)));
        }
        return new Figures(values);
    }
}
