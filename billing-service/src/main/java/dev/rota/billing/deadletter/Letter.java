package dev.rota.billing.deadletter;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A dead letter as the index has it. */
final class Letter {

    /**
     * Where the letter itself stands.
     *
     * @param topic the dead-letter topic
     * @param partition its partition
     * @param offset its offset there
     * @param deadAt its timestamp: when the record was given up
     */
    record Place(String topic, int partition, long offset, Instant deadAt) {}

    /**
     * What became of it.
     *
     * @param times how often it was sent back
     * @param at when last
     * @param by by whom last
     */
    record Redriven(int times, Optional<Instant> at, Optional<String> by) {}

    private final long id;
    private final Place place;
    private final Diagnosis diagnosis;
    private final Redriven redriven;
    private final byte @Nullable [] key;
    private final byte @Nullable [] value;
    private final OptionalInt valueBytes;
    private final Headers headers;

    Letter(
            long id,
            Place place,
            Diagnosis diagnosis,
            Redriven redriven,
            byte @Nullable [] key,
            byte @Nullable [] value,
            OptionalInt valueBytes,
            Headers headers) {
        this.id = id;
        this.place = place;
        this.diagnosis = diagnosis;
        this.redriven = redriven;
        this.key = key;
        this.value = value;
        this.valueBytes = valueBytes;
        this.headers = headers;
    }

    long id() {
        return id;
    }

    Place place() {
        return place;
    }

    Diagnosis diagnosis() {
        return diagnosis;
    }

    Redriven redriven() {
        return redriven;
    }

    byte @Nullable [] key() {
        return key;
    }

    /** The value; null if the record has none, or if it was larger than asked for. */
    byte @Nullable [] value() {
        return value;
    }

    /** The value's full size; empty if the record has none. */
    OptionalInt valueBytes() {
        return valueBytes;
    }

    /** The record's own headers, without those about the error. */
    Headers headers() {
        return headers;
    }
}
