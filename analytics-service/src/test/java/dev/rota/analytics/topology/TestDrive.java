package dev.rota.analytics.topology;

import dev.rota.analytics.time.Idleness;
import dev.rota.contracts.InvoiceIssued;
import dev.rota.contracts.OrderEvent;
import dev.rota.contracts.VehicleTelemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** The whole topology without a broker. Each event is written when it occurs, and its clock starts at {@link #START}. */
public final class TestDrive implements AutoCloseable {

    public static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    public static final TopologySettings SETTINGS = new TopologySettings(
            EnumSet.allOf(Analysis.class),
            Duration.ofHours(24),
            Duration.ofDays(7),
            Duration.ofHours(48),
            Duration.ofMinutes(5),
            Duration.ofDays(7),
            Duration.ofMinutes(10),
            Duration.ofSeconds(30),
            1,
            new TopologySettings.Speed(130, 3, Duration.ofMinutes(5)));

    private final EventSerdes serdes = new TestSerdes();
    private final TopologyTestDriver driver;

    public TestDrive(Path stateDir) {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        config.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        driver = new TopologyTestDriver(AnalyticsTopology.build(SETTINGS, serdes), config, START);
    }

    public void write(OrderEvent order) {
        write(order, order.getOccurredAt());
    }

    public void write(OrderEvent order, Instant at) {
        write(AnalyticsTopology.ORDERS, order.getCustomerId(), OrderEvent.class, order, at);
    }

    public void write(InvoiceIssued invoice) {
        write(AnalyticsTopology.INVOICES, invoice.getDebtorId(), InvoiceIssued.class, invoice, invoice.getIssuedAt());
    }

    public void write(VehicleTelemetry reading) {
        write(reading, reading.getOccurredAt());
    }

    public void write(VehicleTelemetry reading, Instant at) {
        write(AnalyticsTopology.TELEMETRY, reading.getVehicleId(), VehicleTelemetry.class, reading, at);
    }

    private <T extends SpecificRecord> void write(String topic, String key, Class<T> type, T event, Instant at) {
        driver.createInputTopic(topic, new StringSerializer(), serdes.of(type).serializer())
                .pipeInput(key, event, at);
    }

    /** The records of a topic that were not read before. */
    public <T extends SpecificRecord> List<TestRecord<String, T>> records(String topic, Class<T> type) {
        return driver.createOutputTopic(
                        topic, new StringDeserializer(), serdes.of(type).deserializer())
                .readRecordsToList();
    }

    /** The values of a topic that were not read before. */
    public <T extends SpecificRecord> List<T> values(String topic, Class<T> type) {
        return records(topic, type).stream().map(TestRecord::value).toList();
    }

    /** Nothing comes for so long, and those who look whether something comes do so. */
    public void idle(Duration duration) {
        idle(driver, SETTINGS.idleAfter(), duration);
    }

    /** Nothing happens for so long, and nobody looks. */
    public void standStill(Duration duration) {
        driver.advanceWallClockTime(duration);
    }

    /** The same with another driver. Who has seen that nothing comes does not have to look often any more. */
    public static void idle(TopologyTestDriver driver, Duration idleAfter, Duration duration) {
        Duration left = duration;
        Duration enough = duration.minus(idleAfter);
        for (; left.isPositive() && left.compareTo(enough) > 0; left = left.minus(Idleness.LOOK)) {
            driver.advanceWallClockTime(Idleness.LOOK);
        }
        driver.advanceWallClockTime(left);
    }

    public <K, V> KeyValueStore<K, V> store(String name) {
        return driver.getKeyValueStore(name);
    }

    @Override
    public void close() {
        driver.close();
    }
}
