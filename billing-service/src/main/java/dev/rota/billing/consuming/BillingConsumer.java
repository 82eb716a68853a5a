package dev.rota.billing.consuming;

import dev.rota.billing.invoicing.Charge;
import dev.rota.billing.invoicing.InvoiceBook;
import dev.rota.billing.invoicing.Origin;
import dev.rota.keyedconsumer.ConsumerView;
import dev.rota.keyedconsumer.KeyedConsumer;
import dev.rota.keyedconsumer.ReceivedRecord;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * This replica's member of the group {@code billing}: it joins when the service starts and leaves when the service stops.
 */
@ApplicationScoped
public class BillingConsumer {

    private final InvoiceBook book;
    private final Duration drainDeadline;
    private final KeyedConsumer<String, SpecificRecord> consumer;

    BillingConsumer(
            InvoiceBook book,
            ConsumerConfig config,
            ConsumerMeters meters,
            @ConfigProperty(name = "quarkus.datasource.jdbc.max-size") int connections,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        if (connections <= config.maxConcurrency()) {
            throw new IllegalArgumentException("rota.billing.consumer.max-concurrency (" + config.maxConcurrency()
                    + ") must be less than quarkus.datasource.jdbc.max-size (" + connections
                    + "): every record handled takes a connection, and HTTP needs some too");
        }
        this.book = book;
        drainDeadline = config.drainDeadline();
        AvroKafkaDeserializer<SpecificRecord> values = new AvroKafkaDeserializer<>();
        values.configure(kafka, false);
        Map<String, Object> client = new HashMap<>(kafka);
        client.putAll(config.kafka());
        consumer = KeyedConsumer.builder(client, new StringDeserializer(), values)
                .topics(config.topics())
                .handler(this::handle)
                .failurePolicy(new BillingFailurePolicy(config.maxAttempts()))
                .listener(meters)
                .maxConcurrency(config.maxConcurrency())
                .maxBufferedRecords(config.maxBufferedRecords())
                .commitInterval(config.commitInterval())
                .drainDeadline(config.drainDeadline())
                .build();
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

    private void handle(ReceivedRecord<String, SpecificRecord> record) throws SQLException {
        Optional<Charge> charge = Billing.chargeFor(record.value());
        if (charge.isPresent()) {
            book.issue(charge.get(), new Origin(record.topic(), record.partition(), record.offset()));
        }
    }
}
