package dev.rota.lab.bench.billing;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What billing-service is put through. */
enum Scenario {
    /** How fast invoices get into the database where nothing else is waited for. */
    ACCOUNT("account", "invoices on account, in batches"),
    /** How near to the ideal the waiting for a payment gateway gets. */
    CARD("card", "invoices paid by card");

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

    @Override
    public String toString() {
        return label;
    }
}
