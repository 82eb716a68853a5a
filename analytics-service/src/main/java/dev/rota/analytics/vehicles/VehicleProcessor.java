package dev.rota.analytics.vehicles;

import dev.rota.analytics.state.VehicleState;
import dev.rota.analytics.topology.TopologySettings;
import dev.rota.contracts.VehicleAlert;
import dev.rota.contracts.VehicleTelemetry;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps what is known of each ambulance, and says which are too fast. Runs on its task's thread. */
final class VehicleProcessor implements Processor<String, VehicleTelemetry, String, VehicleAlert> {

    private final SpeedWatch watch;

    private ProcessorContext<String, VehicleAlert> context;
    private KeyValueStore<String, VehicleState> vehicles;

    @SuppressWarnings("NullAway.Init") // Kafka Streams gives them in init.
    VehicleProcessor(TopologySettings.Speed rule) {
        watch = new SpeedWatch(rule);
    }

    @Override
    public void init(ProcessorContext<String, VehicleAlert> its) {
        context = its;
        vehicles = its.getStateStore(VehicleStream.VEHICLES);
    }

    @Override
    public void process(Record<String, VehicleTelemetry> record) {
        VehicleTelemetry reading = record.value();
        SpeedWatch.Outcome outcome =
                watch.after(vehicles.get(reading.getVehicleId()), reading, Instant.ofEpochMilli(record.timestamp()));
        vehicles.put(reading.getVehicleId(), outcome.vehicle());
        outcome.alert().ifPresent(alert -> context.forward(record.withValue(alert)));
    }
}
