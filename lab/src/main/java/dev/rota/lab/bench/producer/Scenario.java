package dev.rota.lab.bench.producer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What order-producer is put through. */
enum Scenario {
    /** Single events, as many as it takes. */
    REQUESTS("requests", "single orders, as many as it takes"),
    /** Many events in one body. */
    NDJSON("ndjson", "orders as lines of one body"),
    /** Single events at half of that rate. */
    LATENCY("latency", "single orders at half the rate that it takes, each timed from when it was due");

    private final String label;
    private final String description;

    Scenario(String label, String description) {
        this.label = label;
        this.description = description;
    }

    /**
     * Finds a scenario by its label.
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    static Scenario of(String label) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no scenario " + label + "; there are "
                        + Arrays.stream(values()).map(Scenario::label).collect(Collectors.joining(", "))));
    }

    /** Its name on the command line and in results. */
    String label() {
        return label;
    }

    String description() {
        return description;
    }

    /** Who takes part, in the order of their turns. */
    List<Entrant> entrants() {
        return switch (this) {
            case REQUESTS -> List.of(Entrant.ECHO, Entrant.ORDERS, Entrant.EMITTER);
            case NDJSON -> List.of(Entrant.LINES, Entrant.PERF_TEST);
            case LATENCY -> List.of(Entrant.POST, Entrant.PRODUCE);
        };
    }

    @Override
    public String toString() {
        return label;
    }
}
