package dev.rota.lab.bench.analytics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What analytics-service is put through. */
enum Scenario {
    THROUGHPUT("throughput", "orders from a filled topic, through all of the topology or its revenue alone"),
    LATENCY("latency", "from an input to the output that is made of it, at a steady rate"),
    RESTORE("restore", "stores that are fetched from their changelogs, after the disk was lost"),
    FAIL_OVER("fail-over", "a key's owner is killed, and there is a warm standby");

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

    /** Who takes part in a round, in the order of their turns: every other round the other way about. */
    List<Entrant> entrants(int round) {
        List<Entrant> entrants = switch (this) {
            case THROUGHPUT ->
                List.of(Entrant.EXACTLY_ONCE, Entrant.AT_LEAST_ONCE, Entrant.REVENUE_ALONE, Entrant.PLAIN_LOOP);
            case LATENCY, RESTORE -> List.of(Entrant.EXACTLY_ONCE);
            case FAIL_OVER -> List.of(Entrant.DYNAMIC, Entrant.STATIC);
        };
        return round % 2 == 1 ? entrants : entrants.reversed();
    }

    @Override
    public String toString() {
        return label;
    }
}
