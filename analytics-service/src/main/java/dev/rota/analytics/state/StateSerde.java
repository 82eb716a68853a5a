package dev.rota.analytics.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * How stores, their changelogs and repartition topics hold a record: in Avro's single-object encoding, which names the schema by its
 * fingerprint. What any release wrote is read, see {@link ReleasedSchemas}. No registry has to be there to restore a store. Thread-safe.
 *
 * @param <T> the record's generated class
 */
public final class StateSerde<T> implements Serde<T> {

    private static final SchemaStore RELEASED = ReleasedSchemas.byFingerprint();

    private final BinaryMessageEncoder<T> encoder;
    private final BinaryMessageDecoder<T> decoder;

    private StateSerde(SpecificData data, Schema schema, SchemaStore known) {
        encoder = new BinaryMessageEncoder<>(data, schema);
        decoder = new BinaryMessageDecoder<>(data, schema, known);
    }

    /**
     * Of a generated class.
     *
     * @throws IllegalStateException if its schema is not among the released ones: a later release could not read what is written
     */
    public static <T extends SpecificRecord> StateSerde<T> of(Class<T> type) {
        return of(type, RELEASED);
    }

    static <T extends SpecificRecord> StateSerde<T> of(Class<T> type, SchemaStore released) {
        SpecificData data = SpecificData.getForClass(type);
        Schema schema = data.getSchema(type);
        if (released.findByFingerprint(SchemaNormalization.parsingFingerprint64(schema)) == null) {
            throw new IllegalStateException("src/main/resources/state-schemas.jsonl needs one more line: " + schema);
        }
        return new StateSerde<>(data, schema, released);
    }

    @Override
    public Serializer<T> serializer() {
        return (_, value) -> value == null ? null : encode(value);
    }

    @Override
    public Deserializer<T> deserializer() {
        return (_, bytes) -> bytes == null ? null : decode(bytes);
    }

    private byte @Nullable [] encode(T value) {
        try {
            ByteBuffer buffer = encoder.encode(value);
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable T decode(byte[] bytes) {
        try {
            return decoder.decode(ByteBuffer.wrap(bytes));
        } catch (MissingSchemaException e) {
            // No record is to blame, and none may be given up for it.
            throw new KafkaException(
                    "a newer release has written here, and only it can read that: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
