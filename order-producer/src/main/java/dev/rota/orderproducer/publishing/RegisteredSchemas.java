package dev.rota.orderproducer.publishing;

import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.OrderEventType;
import dev.rota.contracts.PatientCheckout;
import dev.rota.contracts.VehicleTelemetry;
import dev.rota.orderproducer.event.SourceTopic;
import dev.rota.registry.FirstLookup;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jboss.logging.Logger;

/**
 * Finds every topic's schema in the registry before the first record needs it, and keeps trying from the start on until
 * it has. From then on the serializer knows the ids for good, and no record waits for the registry.
 *
 * <p>Its own virtual thread does the looking up; any thread may ask.
 */
@Startup
@Singleton
class RegisteredSchemas {

    private static final Logger LOG = Logger.getLogger(RegisteredSchemas.class);

    private static final BigDecimal ANY_AMOUNT = new BigDecimal("1.0000");

    /** One record of each topic. Serializing it makes the serializer look its schema up; the bytes go nowhere. */
    private static final Map<SourceTopic, SpecificRecord> SAMPLES = Map.of(
            SourceTopic.ORDER_EVENTS,
                    new OrderEvent("", "", "", OrderEventType.CREATED, ANY_AMOUNT, "EUR", Instant.EPOCH),
            SourceTopic.PATIENT_CHECKOUT, new PatientCheckout("", "", "", List.of(), ANY_AMOUNT, "EUR", Instant.EPOCH),
            SourceTopic.VEHICLE_TELEMETRY, new VehicleTelemetry("", "", 0.0, 0.0, 0.0, Instant.EPOCH));

    private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(5);

    private final Serializer<SpecificRecord> serializer;
    private final PublishingConfig config;
    private final FirstLookup lookup = new FirstLookup(REGISTRY_PATIENCE);
    private final Set<SourceTopic> found = ConcurrentHashMap.newKeySet();
    private final Thread search = Thread.ofVirtual().name("schema-search").unstarted(this::findAll);

    RegisteredSchemas(Serializer<SpecificRecord> serializer, PublishingConfig config) {
        this.serializer = serializer;
        this.config = config;
    }

    @PostConstruct
    void start() {
        search.start();
    }

    @PreDestroy
    void stop() {
        search.interrupt();
        lookup.close();
    }

    /** Whether records of the topic can be serialized. */
    boolean has(SourceTopic topic) {
        return found.contains(topic);
    }

    /** The topics whose schema has not been found so far. */
    Set<SourceTopic> missing() {
        Set<SourceTopic> missing = EnumSet.allOf(SourceTopic.class);
        missing.removeAll(found);
        return missing;
    }

    private void findAll() {
        try {
            for (SourceTopic topic : SourceTopic.values()) {
                find(topic);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void find(SourceTopic topic) throws InterruptedException {
        boolean warned = false;
        while (!isRegistered(topic, warned)) {
            warned = true;
            Thread.sleep(config.schemaRetry());
        }
        found.add(topic);
        LOG.infof("Schema of %s found in the registry", topic);
    }

    private boolean isRegistered(SourceTopic topic, boolean warned) {
        try {
            lookup.run(topic, () -> serializer.serialize(topic.topicName(), SAMPLES.get(topic)));
            return true;
        } catch (RuntimeException e) {
            if (!warned) {
                LOG.warnf(
                        "Schema of %s not found in the registry, trying every %s: %s", topic, config.schemaRetry(), e);
            }
            return false;
        }
    }
}
