package dev.rota.lab.bench.producer;

/** Who is measured. */
enum Entrant {
    ECHO("echo", "/bench/echo in the same server: JSON in, the same JSON out"),
    ORDERS("orders", "POST /orders, answered when the record is acknowledged"),
    EMITTER(
            "emitter",
            "/bench/emitter in the same server: the same order, checked and answered alike, through SmallRye's emitter"),
    LINES("lines", "POST /orders of application/x-ndjson over one connection"),
    PERF_TEST("perf-test", "kafka-producer-perf-test with records as long and the same client settings"),
    POST("post", "POST /orders, answered when the record is acknowledged"),
    PRODUCE("produce", "KafkaProducer.send of records as long, until the acknowledgement");

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
