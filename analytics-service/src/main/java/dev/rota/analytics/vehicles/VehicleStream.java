package dev.rota.analytics.vehicles;

import dev.rota.analytics.state.StateSerde;
import dev.rota.analytics.state.VehicleState;
import dev.rota.analytics.topology.EventSerdes;
import dev.rota.analytics.topology.TopologySettings;
import dev.rota.contracts.VehicleAlert;
import dev.rota.contracts.VehicleTelemetry;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Ambulances: where each was latest, its average speed, and an alert for each episode in which it is too fast. */
public final class VehicleStream {

    /** The topic of alerts, by vehicle id. */
    public static final String ALERTS = "vehicle-alerts";

    /** The store of {@link VehicleState}s, by vehicle id. It holds the whole fleet, and is bounded by that. */
    public static final String VEHICLES = "vehicles";

    /** Of the store: as many as those of the readings. */
    public static final int PARTITIONS = 3;

    private VehicleStream() {}

    /**
     * Adds it to the topology.
     *
     * @param readings each once, keyed by vehicle
     */
    public static void add(KStream<String, VehicleTelemetry> readings, EventSerdes serdes, TopologySettings settings) {
        readings.process(
                        new ProcessorSupplier<String, VehicleTelemetry, String, VehicleAlert>() {
                            @Override
                            public Processor<String, VehicleTelemetry, String, VehicleAlert> get() {
                                return new VehicleProcessor(settings.speed());
                            }

                            @Override
                            public Set<StoreBuilder<?>> stores() {
                                return Set.of(Stores.keyValueStoreBuilder(
                                                Stores.persistentKeyValueStore(VEHICLES),
                                                Serdes.String(),
                                                StateSerde.of(VehicleState.class))
                                        .withCachingEnabled());
                            }
                        },
                        Named.as("vehicle-speed"))
                .to(
                        ALERTS,
                        Produced.with(Serdes.String(), serdes.of(VehicleAlert.class))
                                .withName("vehicle-alerts-out"));
    }
}
