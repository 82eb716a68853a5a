package dev.rota.analytics.vehicles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.analytics.state.VehicleState;
import dev.rota.analytics.topology.TestDrive;
import dev.rota.analytics.topology.UnusableEventException;
import dev.rota.contracts.VehicleAlert;
import dev.rota.contracts.VehicleTelemetry;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three readings in a row above 130 km/h are too fast. */
class VehicleTopologyTest {

    private TestDrive drive;

    @BeforeEach
    void start(@TempDir Path stateDir) {
        drive = new TestDrive(stateDir);
    }

    @AfterEach
    void stop() {
        drive.close();
    }

    @Test
    void anAlertIsKeyedByItsVehicleAndOfItsLastReading() {
        read("v-1", 0, 140);
        read("v-1", 1, 140);

        read("v-1", 2, 140);

        assertThat(drive.records(VehicleStream.ALERTS, VehicleAlert.class))
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.key()).isEqualTo("v-1");
                    assertThat(alert.value().getVehicleId()).isEqualTo("v-1");
                    assertThat(alert.getRecordTime()).isEqualTo(at(2));
                });
    }

    @Test
    void vehiclesAreWatchedEachByItself() {
        read("v-1", 0, 140);
        read("v-2", 0, 140);
        read("v-1", 1, 140);

        read("v-2", 1, 140);

        assertThat(drive.values(VehicleStream.ALERTS, VehicleAlert.class)).isEmpty();
    }

    @Test
    void theSameReadingAgainMakesNoRowLonger() {
        read("v-1", 0, 140);
        read("v-1", 1, 140);

        read("v-1", 1, 140);

        assertThat(drive.values(VehicleStream.ALERTS, VehicleAlert.class)).isEmpty();
    }

    @Test
    void eachEpisodeIsSaidOnce() {
        for (int second = 0; second < 5; second++) {
            read("v-1", second, 140);
        }
        read("v-1", 5, 100);

        for (int second = 6; second < 11; second++) {
            read("v-1", second, 140);
        }

        assertThat(drive.records(VehicleStream.ALERTS, VehicleAlert.class))
                .extracting(TestRecord::getRecordTime)
                .containsExactly(at(2), at(8));
    }

    @Test
    void aVehicleCanBeAskedAfter() {
        read("v-1", 0, 100);

        read("v-1", 1, 50);

        VehicleState vehicle =
                drive.<String, VehicleState>store(VehicleStream.VEHICLES).get("v-1");
        assertThat(vehicle.getAverageKmph()).isEqualTo(75);
        assertThat(vehicle.getLatestAt()).isEqualTo(at(1));
    }

    @Test
    void aReadingOfAClockThatIsAheadIsOfWhenItWasWritten() {
        drive.write(reading("v-1", 3600, 100), at(0));

        read("v-1", 1, 50);

        VehicleState vehicle =
                drive.<String, VehicleState>store(VehicleStream.VEHICLES).get("v-1");
        assertThat(vehicle.getLatestAt()).isEqualTo(at(1));
    }

    @Test
    void aSpeedThatIsNoneIsUnusable() {
        assertThatThrownBy(() -> read("v-1", 0, Double.NaN)).hasRootCauseInstanceOf(UnusableEventException.class);
    }

    private void read(String vehicleId, int second, double kmph) {
        drive.write(reading(vehicleId, second, kmph));
    }

    private static VehicleTelemetry reading(String vehicleId, int second, double kmph) {
        return new VehicleTelemetry(vehicleId + " at " + second, vehicleId, kmph, 52.5, 13.4, at(second));
    }

    private static Instant at(int second) {
        return TestDrive.START.plusSeconds(second);
    }
}
