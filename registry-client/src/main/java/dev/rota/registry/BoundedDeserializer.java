package dev.rota.registry;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads values whose bytes begin with the registry's id of their schema, and waits for the registry only for so long. As
 * safe for many threads as what it wraps.
 */
public final class BoundedDeserializer<T> implements Deserializer<T> {

    /** A byte 0, and the id in four more. */
    private static final int PREFIX = 5;

    private final Deserializer<T> values;
    private final FirstLookup lookup;

    /**
     * @param values configured already
     * @param patience how long to wait for a schema that was never seen before
     */
    public BoundedDeserializer(Deserializer<T> values, Duration patience) {
        this(values, new FirstLookup(patience));
    }

    /**
     * Waits as long as a lookup does.
     *
     * @param values configured already
     * @param lookup closed with this
     */
    public BoundedDeserializer(Deserializer<T> values, FirstLookup lookup) {
        this.values = values;
        this.lookup = lookup;
    }

    @Override
    public T deserialize(String topic, byte[] data) {
        return bounded(data, () -> values.deserialize(topic, data));
    }

    @Override
    public T deserialize(String topic, Headers headers, byte[] data) {
        return bounded(data, () -> values.deserialize(topic, headers, data));
    }

    private T bounded(byte[] data, Supplier<T> read) {
        // Too short to name a schema: the registry will not be asked.
        return data.length < PREFIX
                ? read.get()
                : lookup.run(ByteBuffer.wrap(data).getInt(1), read::get);
    }

    @Override
    public void close() {
        lookup.close();
        values.close();
    }
}
