package dev.rota.lab.bench.lag;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How much there is to watch. */
enum Scenario {
    THOUSAND("1000x20", 1_000, 20),
    TEN_THOUSAND("10000x10", 10_000, 10);

    private final String label;
    private final int groups;
    private final int partitions;

    Scenario(String label, int groups, int partitions) {
        this.label = label;
        this.groups = groups;
        this.partitions = partitions;
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

    int groups() {
        return groups;
    }

    /** Of each group. */
    int partitions() {
        return partitions;
    }

    /** Who takes part in a round, in the order of their turns: every other round the other way about. Scrapes come after all rounds. */
    List<Entrant> entrants(int round) {
        List<Entrant> entrants = switch (this) {
            case THOUSAND -> List.of(Entrant.MONITOR, Entrant.RAW, Entrant.NAIVE);
            case TEN_THOUSAND -> List.of(Entrant.MONITOR, Entrant.RAW);
        };
        return round % 2 == 1 ? entrants : entrants.reversed();
    }

    @Override
    public String toString() {
        return label;
    }
}
