package dev.rota.billing.consuming;

import dev.rota.billing.ownership.PartitionOwners;
import dev.rota.keyedconsumer.ConsumerView;
import dev.rota.keyedconsumer.KeyedConsumer;
import dev.rota.keyedconsumer.KeyedConsumerBuilder;
import dev.rota.registry.BoundedDeserializer;
import dev.rota.registry.CachingDatumProvider;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroSerdeConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * This replica's member of the group {@code billing}: it joins when the service starts and leaves when the service stops.
 */
@ApplicationScoped
public class BillingConsumer {

    /** For the outbox, HTTP and health checks, beside those of the handlers. */
    private static final int RESERVED_CONNECTIONS = 4;

    private final Duration drainDeadline;
    private final KeyedConsumer<String, SpecificRecord> consumer;

    BillingConsumer(
            PartitionOwners owners,
            CardBilling cardBilling,
            AccountBilling accountBilling,
            ConsumerConfig config,
            ConsumerMeters meters,
            @ConfigProperty(name = "quarkus.datasource.jdbc.max-size") int connections,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        if (connections <= RESERVED_CONNECTIONS) {
            throw new IllegalArgumentException("quarkus.datasource.jdbc.max-size (" + connections
                    + ") must be more than " + RESERVED_CONNECTIONS
                    + ": the outbox keeps a connection, and HTTP and health checks need some");
        }
        drainDeadline = config.drainDeadline();
        AvroKafkaDeserializer<SpecificRecord> values = new AvroKafkaDeserializer<>();
        Map<String, Object> avro = new HashMap<>(kafka);
        avro.put(AvroSerdeConfig.AVRO_DATUM_PROVIDER, CachingDatumProvider.class);
        values.configure(avro, false);
        Map<String, Object> client = new HashMap<>(kafka);
        client.putAll(config.kafka());
        KeyedConsumerBuilder<String, SpecificRecord> builder = KeyedConsumer.builder(
                        client, new StringDeserializer(), new BoundedDeserializer<>(values, config.registryPatience()))
                .topics(config.topics())
                .fence(partition -> owners.acquire(partition.topic(), partition.partition()))
                .failurePolicy(new BillingFailurePolicy(config.maxAttempts()))
                .listener(meters)
                .maxConcurrency(config.maxConcurrency())
                .maxBufferedRecords(config.maxBufferedRecords())
                .commitInterval(config.commitInterval())
                .drainDeadline(config.drainDeadline());
        consumer = switch (config.charging()) {
            case CARD -> builder.handler(cardBilling).build();
            case ACCOUNT ->
                builder.batchHandler(accountBilling)
                        .maxBatchRecords(config.maxBatchRecords())
                        .build();
        };
        meters.watch(consumer::view);
    }

    void start(@Observes StartupEvent event) {
        consumer.start();
    }

    void stop(@Observes ShutdownEvent event) {
        consumer.close(drainDeadline);
    }

    /** What this member is doing now. */
    ConsumerView view() {
        return consumer.view();
    }
}
