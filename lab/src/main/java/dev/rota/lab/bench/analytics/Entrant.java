package dev.rota.lab.bench.analytics;

/** Who is measured. */
enum Entrant {
    EXACTLY_ONCE("exactly-once", "the service as it is shipped"),
    AT_LEAST_ONCE("at-least-once", "the same with rota.analytics.guarantee=at-least-once"),
    REVENUE_ALONE("revenue-alone", "the same with rota.analytics.analyses=revenue"),
    PLAIN_LOOP("plain-loop", "customers' revenue alone, by a consumer and a transactional producer"),
    DYNAMIC("dynamic-members", "the service as it is shipped"),
    STATIC("static-members", "the same with rota.analytics.static-membership=true");

    private final String label;
    private final String description;

    Entrant(String label, String description) {
        this.label = label;
        this.description = description;
    }

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
