package dev.rota.analytics.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.kiota.ApiException;
import dev.rota.analytics.topology.EventSerdes;
import dev.rota.registry.BoundedDeserializer;
import dev.rota.registry.CachingDatumProvider;
import dev.rota.registry.FirstLookup;
import dev.rota.registry.RegistryFailures;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.apicurio.registry.serde.avro.AvroSerdeConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Events in Avro, their schemas in the registry. What cannot be read is a {@link SerializationException}, however it went wrong; a registry
 * that does not answer is waited for, and what is thrown then is an outage to {@link dev.rota.registry.RegistryFailures}. Thread-safe.
 */
final class RegistrySerdes implements EventSerdes, AutoCloseable {

    /** For one question. */
    private static final Duration ONE_QUESTION = Duration.ofSeconds(5);

    /** Causes may go round in a circle. */
    private static final int DEEPEST_CAUSE = 20;

    private final Serializer<SpecificRecord> writer;
    private final Deserializer<SpecificRecord> reader;
    private final FirstLookup written = new FirstLookup(ONE_QUESTION);
    private final RegistryWait registry;
    private final long longest;

    RegistrySerdes(
            Serializer<SpecificRecord> writer,
            Deserializer<SpecificRecord> reader,
            RegistryWait registry,
            long longest) {
        this.writer = writer;
        this.reader = reader;
        this.registry = registry;
        this.longest = longest;
    }

    /**
     * With the registry's own serializers.
     *
     * @param kafka settings of Kafka clients; those of the registry are among them
     * @param longest bytes of an event, its headers included
     */
    static RegistrySerdes of(Map<String, Object> kafka, RegistryWait registry, long longest) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(AvroSerdeConfig.AVRO_DATUM_PROVIDER, CachingDatumProvider.class);
        AvroKafkaSerializer<SpecificRecord> writer = new AvroKafkaSerializer<>();
        writer.configure(settings, false);
        AvroKafkaDeserializer<SpecificRecord> reader = new AvroKafkaDeserializer<>();
        reader.configure(settings, false);
        return new RegistrySerdes(writer, new BoundedDeserializer<>(reader, ONE_QUESTION), registry, longest);
    }

    @Override
    public <T extends SpecificRecord> Serde<T> of(Class<T> type) {
        return Serdes.serdeFrom(new EventWriter<>(type), new EventReader<>(type));
    }

    private record Output(String topic, Class<?> type) {}

    private final class EventWriter<T extends SpecificRecord> implements Serializer<T> {

        private final Class<T> type;

        EventWriter(Class<T> type) {
            this.type = type;
        }

        @Override
        public byte @Nullable [] serialize(String topic, @Nullable T event) {
            return event == null ? null : write(topic, event);
        }

        private byte[] write(String topic, T event) {
            try {
                return registry.ask(() -> written.run(new Output(topic, type), () -> writer.serialize(topic, event)));
            } catch (RuntimeException e) {
                if (!RegistryFailures.isOutage(e) && isAnswerOfRegistry(e)) {
                    throw new KafkaException("the registry does not know the schema of " + topic + ": " + e, e);
                }
                throw e;
            }
        }

        private static boolean isAnswerOfRegistry(Throwable thrown) {
            Throwable link = thrown;
            for (int depth = 0; link != null && depth < DEEPEST_CAUSE; depth++) {
                if (link instanceof ApiException) {
                    return true;
                }
                link = link.getCause();
            }
            return false;
        }
    }

    private final class EventReader<T extends SpecificRecord> implements Deserializer<T> {

        private final Class<T> type;

        EventReader(Class<T> type) {
            this.type = type;
        }

        @Override
        public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
            return bytes == null ? null : read(topic, bytes);
        }

        @Override
        public @Nullable T deserialize(String topic, Headers headers, byte @Nullable [] bytes) {
            long length = (bytes == null ? 0 : bytes.length) + length(headers);
            if (length > longest) {
                throw new SerializationException("the event has " + length + " bytes, and may have " + longest);
            }
            return deserialize(topic, bytes);
        }

        private T read(String topic, byte[] bytes) {
            try {
                SpecificRecord event = registry.ask(() -> reader.deserialize(topic, bytes));
                if (!type.isInstance(event)) {
                    throw new SerializationException(
                            "the value is " + event.getSchema().getFullName() + ", and not " + type.getName());
                }
                return type.cast(event);
            } catch (RuntimeException e) {
                if (RegistryFailures.isOutage(e)) {
                    throw e;
                }
                throw unreadable(e);
            } catch (OutOfMemoryError | StackOverflowError e) {
                // A few bytes can claim to be gigabytes, or one in the other without end.
                throw new SerializationException("the value claims to be too large: " + e);
            }
        }

        /** Without its cause, which may be an error of the virtual machine and would look like one. */
        private static SerializationException unreadable(RuntimeException e) {
            return e instanceof SerializationException known && known.getCause() == null
                    ? known
                    : new SerializationException("the value cannot be read: " + e
                            + (e.getCause() == null ? "" : ", caused by " + e.getCause()));
        }

        private static long length(Headers headers) {
            long length = 0;
            for (Header header : headers) {
                length += header.key().getBytes(UTF_8).length + (header.value() == null ? 0 : header.value().length);
            }
            return length;
        }
    }

    @Override
    public void close() {
        registry.stop();
        written.close();
        writer.close();
        reader.close();
    }
}
