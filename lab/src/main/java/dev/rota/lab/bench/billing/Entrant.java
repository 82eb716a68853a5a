package dev.rota.lab.bench.billing;

/** Who writes the invoices. */
enum Entrant {
    SERVICE("billing-service"),
    UNNEST("unnest"),
    ROW_BY_ROW("row-by-row");

    private final String label;

    Entrant(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    @Override
    public String toString() {
        return label;
    }
}
