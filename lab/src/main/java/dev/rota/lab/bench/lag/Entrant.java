package dev.rota.lab.bench.lag;

/** Who is measured. */
enum Entrant {
    MONITOR("monitor", "a tick of lag-monitor as it is packaged: asked, evaluated and published"),
    RAW("raw", "the same requests by a bare Admin client, one after the other, and nothing made of the answers"),
    NAIVE("naive", "group by group: describe, committed offsets, ends of their logs; one request after the other"),
    SCRAPE("scrape", "GET /q/metrics to the last byte while the broker is frozen");

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
