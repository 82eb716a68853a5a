package dev.rota.orderproducer.publishing;

import dev.rota.registry.CachingDatumProvider;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.apicurio.registry.serde.avro.AvroSerdeConfig;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the Kafka clients from Quarkus' {@code kafka.*} settings, and closes them in time. */
@Singleton
class KafkaClients {

    private final Map<String, Object> settings;
    private final PublishingConfig config;

    private final Duration idleTimeout;

    KafkaClients(
            @Identifier("default-kafka-broker") Map<String, Object> settings,
            PublishingConfig config,
            @ConfigProperty(name = "quarkus.http.idle-timeout") Duration idleTimeout) {
        this.settings = Map.copyOf(settings);
        this.config = config;
        this.idleTimeout = idleTimeout;
    }

    @Produces
    @Singleton
    Serializer<SpecificRecord> valueSerializer() {
        Map<String, Object> serializerSettings = new HashMap<>(settings);
        // As a class: by its name the serializer would look for it where only the libraries are, in tests and dev mode.
        serializerSettings.putIfAbsent(AvroSerdeConfig.AVRO_DATUM_PROVIDER, CachingDatumProvider.class);
        Serializer<SpecificRecord> serializer = new AvroKafkaSerializer<>();
        serializer.configure(serializerSettings, false);
        return serializer;
    }

    @Produces
    @Singleton
    Producers producers(Event<Producer<?, ?>> created) {
        requirePromises(settings, config.outcomeWithin());
        requireAnswerWithin(idleTimeout, config.bulkRoomWithin().plus(config.outcomeWithin()));
        Map<String, Object> ofBulk = new HashMap<>(settings);
        ofBulk.put(ProducerConfig.LINGER_MS_CONFIG, bulkLinger(settings, config.bulkLinger()));
        ofBulk.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, config.bulkRoomWithin().toMillis());
        rename(ofBulk, "-bulk");
        return new Producers(producer(settings, created), producer(ofBulk, created));
    }

    private static Producer<String, byte[]> producer(Map<String, Object> its, Event<Producer<?, ?>> created) {
        Producer<String, byte[]> producer = new KafkaProducer<>(its, new StringSerializer(), new ByteArraySerializer());
        // Micrometer's extension listens for this and binds the client's own metrics.
        created.fire(producer);
        return producer;
    }

    void close(@Disposes Producers producers) {
        long deadline = System.nanoTime() + config.closeTimeout().toNanos();
        for (Dispatch dispatch : Dispatch.values()) {
            producers.of(dispatch).close(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
    }

    @Produces
    @Singleton
    Admin admin() {
        Map<String, Object> adminSettings = new HashMap<>(settings);
        rename(adminSettings, "-admin");
        return Admin.create(adminSettings);
    }

    void close(@Disposes Admin admin) {
        admin.close(Duration.ZERO);
    }

    /** As long as asked for, or as {@code delivery.timeout.ms} leaves after a request of {@code request.timeout.ms}. */
    static long bulkLinger(Map<String, Object> settings, Duration wanted) {
        ProducerConfig client = parsed(settings);
        int left = client.getInt(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG)
                - client.getInt(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG);
        return Math.max(0, Math.min(wanted.toMillis(), left));
    }

    private static void rename(Map<String, Object> client, String suffix) {
        client.computeIfPresent(ProducerConfig.CLIENT_ID_CONFIG, (_, id) -> id + suffix);
    }

    /**
     * Holds the client's settings against what is promised of it.
     *
     * @throws IllegalArgumentException if it may wait in a send, place records otherwise than Kafka does by itself, or still be waiting
     *     when the outcome must be known
     */
    static void requirePromises(Map<String, Object> settings, Duration outcomeWithin) {
        ProducerConfig client = parsed(settings);
        if (client.getLong(ProducerConfig.MAX_BLOCK_MS_CONFIG) != 0) {
            throw new IllegalArgumentException(
                    "kafka.max.block.ms must be 0: records are sent from event loops, which must never wait");
        }
        if (client.getClass(ProducerConfig.PARTITIONER_CLASS_CONFIG) != null
                || client.getBoolean(ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG)) {
            throw new IllegalArgumentException(
                    "kafka.partitioner.class and kafka.partitioner.ignore.keys must not be set: Kafka's own partitioner keeps a key's records in one partition, the same for all clients");
        }
        int delivery = client.getInt(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG);
        if (delivery >= outcomeWithin.toMillis()) {
            throw new IllegalArgumentException(
                    "kafka.delivery.timeout.ms, which is %d ms, must stay below rota.order-producer.publishing.outcome-within, which is %d ms"
                            .formatted(delivery, outcomeWithin.toMillis()));
        }
    }

    /**
     * Holds how long a line may take against how long its sender may wait.
     *
     * @throws IllegalArgumentException if the connection would be closed before the answer
     */
    static void requireAnswerWithin(Duration idleTimeout, Duration lineWithin) {
        if (lineWithin.compareTo(idleTimeout) >= 0) {
            throw new IllegalArgumentException(
                    "rota.order-producer.publishing.bulk-room-within and outcome-within, which make %s, must stay below quarkus.http.idle-timeout, which is %s"
                            .formatted(lineWithin, idleTimeout));
        }
    }

    private static ProducerConfig parsed(Map<String, Object> settings) {
        Map<String, Object> complete = new HashMap<>(settings);
        complete.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        complete.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        return new ProducerConfig(complete);
    }
}
