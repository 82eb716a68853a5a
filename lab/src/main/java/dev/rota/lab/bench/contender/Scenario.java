package dev.rota.lab.bench.contender;

import static dev.rota.lab.bench.contender.Entrant.KEYED;
import static dev.rota.lab.bench.contender.Entrant.PARALLEL_CONSUMER;
import static dev.rota.lab.bench.contender.Entrant.RAW;
import static dev.rota.lab.bench.contender.Entrant.SMALLRYE;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What the contenders are put through. */
public enum Scenario {
    /** What the engine itself costs. */
    NOOP("noop", "no-op handler", Duration.ZERO, 100, 10_000),
    /** How near to the ideal short waits get: each turn of a worker must be found work at once. */
    ONE_MS("1ms", "1 ms handler, 100 workers", Duration.ofMillis(1), 100, 10_000),
    /** Many workers at once, over keys few enough that half of them are busy. */
    HUNDRED_MS("100ms", "100 ms handler, 5,000 workers", Duration.ofMillis(100), 5_000, 30_000),
    /** What stays in the heap while the whole topic goes through. */
    MEMORY("memory", "heap in use, no-op handler", Duration.ZERO, 100, 10_000),
    /** What one key that is stuck costs the others. */
    HOT_KEY("hot-key", "latency of other keys while one is stuck", Duration.ZERO, 100, 10_000);

    private final String label;
    private final String description;
    private final Duration handlerTime;
    private final int workers;
    private final int buffer;

    Scenario(String label, String description, Duration handlerTime, int workers, int buffer) {
        this.label = label;
        this.description = description;
        this.handlerTime = handlerTime;
        this.workers = workers;
        this.buffer = buffer;
    }

    /**
     * Finds a scenario by its label.
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public static Scenario of(String label) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no scenario " + label + "; there are "
                        + Arrays.stream(values()).map(Scenario::label).collect(Collectors.joining(", "))));
    }

    /** Its name on the command line and in results. */
    public String label() {
        return label;
    }

    public String description() {
        return description;
    }

    /** How long the handler sleeps; zero where it does nothing. */
    public Duration handlerTime() {
        return handlerTime;
    }

    /** How many handlers may run at once. */
    public int workers() {
        return workers;
    }

    /** How many records a contender may have polled and not done, where it has such a bound. */
    public int buffer() {
        return buffer;
    }

    /** Whom it is for: the one thread of a poll loop is no contender where handlers block. */
    public List<Entrant> entrants() {
        return switch (this) {
            case NOOP -> List.of(RAW, KEYED, PARALLEL_CONSUMER, SMALLRYE);
            case ONE_MS, HUNDRED_MS, HOT_KEY -> List.of(KEYED, PARALLEL_CONSUMER, SMALLRYE);
            case MEMORY -> List.of(KEYED);
        };
    }

    /** Whether it reads the topic that is loaded beforehand. */
    public boolean readsLoadedTopic() {
        return this != HOT_KEY;
    }

    @Override
    public String toString() {
        return label;
    }
}
