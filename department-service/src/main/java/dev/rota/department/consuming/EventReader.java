package dev.rota.department.consuming;

import dev.rota.registry.BoundedDeserializer;
import dev.rota.registry.CachingDatumProvider;
import dev.rota.registry.RegistryFailures;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroSerdeConfig;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads values. Not left to the connector's deserializer, to which a registry that is gone and a value that cannot be read are the same,
 * and which would stop the channel or give up the record. Thread-safe; may block.
 */
@ApplicationScoped
class EventReader {

    private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(5);

    private final Deserializer<SpecificRecord> values;

    EventReader(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        AvroKafkaDeserializer<SpecificRecord> avro = new AvroKafkaDeserializer<>();
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(AvroSerdeConfig.AVRO_DATUM_PROVIDER, CachingDatumProvider.class);
        avro.configure(settings, false);
        values = new BoundedDeserializer<>(avro, REGISTRY_PATIENCE);
    }

    /**
     * Reads a record's value.
     *
     * @throws UnusableEventException if it never can be
     * @throws OutageException if the registry cannot be asked
     */
    SpecificRecord read(ConsumerRecord<?, byte[]> record) {
        byte[] value = record.value();
        if (value == null) {
            throw new UnusableEventException("the record has no value");
        }
        try {
            return values.deserialize(record.topic(), value);
        } catch (RuntimeException e) {
            if (RegistryFailures.isOutage(e)) {
                throw new OutageException("the schema registry does not answer", e);
            }
            throw new UnusableEventException("the value cannot be read: " + e, e);
        } catch (OutOfMemoryError | StackOverflowError e) {
            // A few bytes can claim to be gigabytes, or one in the other without end.
            throw new UnusableEventException("the value claims to be too large: " + e, e);
        }
    }

    @PreDestroy
    void close() {
        values.close();
    }
}
