package dev.rota.analytics.time;

import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Reads values as their own reader does, and keeps what that throws. Thread-safe if it is. */
final class AttemptReader<V> implements Deserializer<Attempt<V>> {

    private final Deserializer<V> values;

    AttemptReader(Deserializer<V> values) {
        this.values = values;
    }

    @Override
    public @Nullable Attempt<V> deserialize(String topic, byte @Nullable [] bytes) {
        return attempt(() -> values.deserialize(topic, bytes));
    }

    @Override
    public @Nullable Attempt<V> deserialize(String topic, Headers headers, byte @Nullable [] bytes) {
        return attempt(() -> values.deserialize(topic, headers, bytes));
    }

    private static <V> @Nullable Attempt<V> attempt(Supplier<@Nullable V> reading) {
        try {
            V value = reading.get();
            return value == null ? null : new Attempt.Read<>(value);
        } catch (RuntimeException e) {
            return new Attempt.Failed<>(e);
        }
    }

    @Override
    public void close() {
        values.close();
    }
}
