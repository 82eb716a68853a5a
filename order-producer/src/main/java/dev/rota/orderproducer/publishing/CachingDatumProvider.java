package dev.rota.orderproducer.publishing;

import io.apicurio.registry.serde.avro.DefaultAvroDatumProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumWriter;

/**
 * Finds a schema's writer by the schema itself. Apicurio's provider brings the schema into its canonical form for each
 * record, which takes longer than writing the record. Thread-safe. For schemas that have one class of records each.
 *
 * @param <T> the records
 */
public final class CachingDatumProvider<T> extends DefaultAvroDatumProvider<T> {

    private final Map<Schema, DatumWriter<T>> writers = new ConcurrentHashMap<>();

    @Override
    public DatumWriter<T> createDatumWriter(T data, Schema schema) {
        // A schema keeps its hash, and is mostly compared to itself.
        DatumWriter<T> known = writers.get(schema);
        return known != null ? known : writers.computeIfAbsent(schema, _ -> super.createDatumWriter(data, schema));
    }
}
