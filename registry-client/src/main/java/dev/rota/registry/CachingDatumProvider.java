package dev.rota.registry;

import io.apicurio.registry.serde.avro.DefaultAvroDatumProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;

/**
 * Finds a schema's reader and writer by the schema itself. Apicurio's provider brings the whole schema into its canonical form for each
 * record before it looks into its cache, which takes longer than writing the record, and a fifth of the time to bill on account.
 * Thread-safe. For schemas that have one class of records each.
 *
 * @param <T> the records
 */
public final class CachingDatumProvider<T> extends DefaultAvroDatumProvider<T> {

    private final Map<Schema, DatumReader<T>> readers = new ConcurrentHashMap<>();
    private final Map<Schema, DatumWriter<T>> writers = new ConcurrentHashMap<>();

    @Override
    public DatumReader<T> createDatumReader(Schema schema) {
        return readers.computeIfAbsent(schema, super::createDatumReader);
    }

    @Override
    public DatumWriter<T> createDatumWriter(T data, Schema schema) {
        return writers.computeIfAbsent(schema, _ -> super.createDatumWriter(data, schema));
    }
}
