package dev.rota.analytics.time;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * A record's value, or why it cannot be read. Kafka Streams reads a record before its turn: what a failure makes of it then is in the
 * transaction of the records before it, which may be committed without its offset, so that it comes again. With this, reading does not fail;
 * the first step does, and what it makes of that is committed with the record's offset.
 *
 * @param <V> the values
 */
public sealed interface Attempt<V> {

    /** The value. */
    record Read<V>(V value) implements Attempt<V> {}

    /** Why there is none. */
    record Failed<V>(RuntimeException why) implements Attempt<V> {}

    /**
     * The value.
     *
     * @throws RuntimeException that reading it failed with
     */
    default V get() {
        return switch (this) {
            case Read<V>(V value) -> value;
            case Failed<V>(RuntimeException why) -> throw why;
        };
    }

    /** Reads values, and never fails. A record without a value is none of these. */
    static <V> Serde<Attempt<V>> serde(Serde<V> values) {
        return Serdes.serdeFrom(
                (topic, attempt) -> values.serializer().serialize(topic, attempt.get()),
                new AttemptReader<>(values.deserializer()));
    }
}
