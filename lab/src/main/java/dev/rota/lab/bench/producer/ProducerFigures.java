package dev.rota.lab.bench.producer;

import dev.rota.lab.bench.Latencies;
import java.util.Map;

/** Names of what a run measures. */
final class ProducerFigures {

    /** Requests answered, lines answered or records acknowledged, per second of the window. */
    static final String PER_SECOND = "perSecond";

    /** How much of its processor the measured process had within the window; 1 is all of it. */
    static final String BUSY = "busy";

    /** Requests due per second. */
    static final String RATE = "rate";

    /** Half of the requests took no longer, in milliseconds. */
    static final String P50_MILLIS = "p50Millis";

    static final String P99_MILLIS = "p99Millis";

    static final String P999_MILLIS = "p999Millis";

    /** Bytes of a record's key and value. */
    static final String RECORD_BYTES = "recordBytes";

    /** Requests or lines that were answered with 202 and are not in the log. */
    static final String MISSING = "missing";

    private ProducerFigures() {}

    static Map<String, Double> of(Latencies latencies) {
        return Map.of(
                P50_MILLIS, latencies.percentileMillis(0.5),
                P99_MILLIS, latencies.percentileMillis(0.99),
                P999_MILLIS, latencies.percentileMillis(0.999));
    }
}
