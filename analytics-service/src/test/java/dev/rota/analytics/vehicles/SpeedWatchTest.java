package dev.rota.analytics.vehicles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rota.analytics.state.SpeedReading;
import dev.rota.analytics.state.VehicleState;
import dev.rota.analytics.topology.TopologySettings;
import dev.rota.analytics.topology.UnusableEventException;
import dev.rota.contracts.VehicleAlert;
import dev.rota.contracts.VehicleTelemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpeedWatchTest {

    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final double LIMIT = 130;

    private final SpeedWatch watch = new SpeedWatch(new TopologySettings.Speed(LIMIT, 3, Duration.ofSeconds(60)));
    private final List<VehicleAlert> alerts = new ArrayList<>();

    private @Nullable VehicleState vehicle;
    private int events;

    @Test
    void itsAverageIsOfTheReadingsInTheTimeBeforeTheLatest() {
        read(0, 10);
        read(10, 20);

        read(70, 60);

        assertThat(vehicle.getAverageKmph()).isEqualTo(40);
        assertThat(seconds()).containsExactly(10L, 70L);
    }

    @Test
    void itIsWhereItsLatestReadingWasTaken() {
        read(0, 10);

        read(10, 20);

        assertThat(vehicle.getLatitude()).isEqualTo(52.1);
        assertThat(vehicle.getLongitude()).isEqualTo(13.1);
        assertThat(vehicle.getLatestAt()).isEqualTo(START.plusSeconds(10));
    }

    @Test
    void moreReadingsThanItsAverageIsMadeOfLeaveTheLatest() {
        for (int i = 0; i < SpeedWatch.MOST_READINGS; i++) {
            readAt(START.plusMillis(i), 10);
        }

        readAt(START.plusMillis(500), 20);

        assertThat(vehicle.getReadings()).hasSize(SpeedWatch.MOST_READINGS);
        assertThat(vehicle.getReadings().getFirst().getTakenAt()).isEqualTo(START.plusMillis(1));
        assertThat(vehicle.getReadings().getLast().getSpeedKmph()).isEqualTo(20);
    }

    @Test
    void asManyInARowAsItTakesAreAnAlert() {
        read(0, 131);
        read(1, 140);

        read(2, 143);

        assertThat(alerts).singleElement().satisfies(alert -> {
            assertThat(alert.getVehicleId()).isEqualTo("v-1");
            assertThat(alert.getReadings()).isEqualTo(3);
            assertThat(alert.getSpeedKmph()).isCloseTo(138, within(1e-9));
            assertThat(alert.getLimitKmph()).isEqualTo(LIMIT);
            assertThat(alert.getSince()).isEqualTo(START);
            assertThat(alert.getOccurredAt()).isEqualTo(START.plusSeconds(2));
        });
    }

    @Test
    void oneLessIsNone() {
        read(0, 131);

        read(1, 131);

        assertThat(alerts).isEmpty();
    }

    @Test
    void anEpisodeIsSaidOnce() {
        for (int i = 0; i < 3; i++) {
            read(i, 140);
        }

        read(3, 140);

        assertThat(alerts).hasSize(1);
        assertThat(vehicle.getEpisode().getReadings()).isEqualTo(4);
    }

    @Test
    void aReadingAtTheLimitEndsTheRow() {
        read(0, 131);
        read(1, 131);
        read(2, LIMIT);

        read(3, 131);

        assertThat(alerts).isEmpty();
        assertThat(vehicle.getEpisode().getReadings()).isEqualTo(1);
        assertThat(vehicle.getEpisode().getSince()).isEqualTo(START.plusSeconds(3));
    }

    @Test
    void theNextEpisodeIsAnother() {
        for (int i = 0; i < 3; i++) {
            read(i, 140);
        }
        read(3, 100);
        read(4, 140);
        read(5, 140);

        read(6, 140);

        assertThat(alerts).hasSize(2);
        assertThat(alerts).extracting(VehicleAlert::getEventId).doesNotHaveDuplicates();
    }

    @Test
    void theSameReadingsAreTheSameAlert() {
        for (int i = 0; i < 3; i++) {
            read(i, 140);
        }
        vehicle = null;
        events = 0;

        for (int i = 0; i < 3; i++) {
            read(i, 140);
        }

        assertThat(alerts).hasSize(2);
        assertThat(alerts.getFirst()).isEqualTo(alerts.getLast());
    }

    @Test
    void aLateReadingMakesNoRowLonger() {
        read(10, 140);
        read(12, 140);

        read(11, 140);

        assertThat(alerts).isEmpty();
        assertThat(vehicle.getEpisode().getReadings()).isEqualTo(2);
    }

    @Test
    void aLateReadingEndsNoRow() {
        read(10, 140);
        read(12, 140);
        read(11, 50);

        read(13, 140);

        assertThat(alerts).hasSize(1);
    }

    @Test
    void aLateReadingCountsIntoTheAverageOfItsTime() {
        read(10, 40);
        read(30, 60);

        read(20, 80);

        assertThat(vehicle.getAverageKmph()).isEqualTo(60);
        assertThat(seconds()).containsExactly(10L, 20L, 30L);
        assertThat(vehicle.getLatestAt()).isEqualTo(START.plusSeconds(30));
        assertThat(vehicle.getLatitude()).isEqualTo(52.1);
    }

    @Test
    void aReadingThatIsLaterThanThatChangesNothing() {
        read(100, 40);
        VehicleState before = vehicle;

        read(39, 80);

        assertThat(vehicle).isEqualTo(before);
    }

    @Test
    void aReadingAsOldAsTheLatestIsPartOfTheRow() {
        read(0, 140);
        read(0, 140);

        read(0, 140);

        assertThat(alerts).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.1, 1000.1, Double.MAX_VALUE})
    void whatIsNoSpeedIsUnusable(double kmph) {
        assertThatThrownBy(() -> read(0, kmph)).isInstanceOf(UnusableEventException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "NaN, 13",
        "90.1, 13",
        "-90.1, 13",
        "Infinity, 13",
        "52, NaN",
        "52, 180.1",
        "52, -180.1",
        "52, -Infinity",
        "1e300, 13",
    })
    void whatIsNoPlaceIsUnusable(double latitude, double longitude) {
        VehicleTelemetry reading = new VehicleTelemetry("e", "v-1", 50.0, latitude, longitude, START);

        assertThatThrownBy(() -> watch.after(null, reading, START)).isInstanceOf(UnusableEventException.class);
    }

    @ParameterizedTest
    @CsvSource({"90, 180, 0", "-90, -180, 1000"})
    void whatIsJustPossibleIsUsable(double latitude, double longitude, double kmph) {
        VehicleTelemetry reading = new VehicleTelemetry("e", "v-1", kmph, latitude, longitude, START);

        VehicleState known = watch.after(null, reading, START).vehicle();

        assertThat(known.getLatitude()).isEqualTo(latitude);
        assertThat(known.getLongitude()).isEqualTo(longitude);
    }

    private void read(long second, double kmph) {
        readAt(START.plusSeconds(second), kmph);
    }

    /** The first reading is taken at 52.0, 13.0, each further one a tenth of a degree on. */
    private void readAt(Instant takenAt, double kmph) {
        double way = events / 10.0;
        VehicleTelemetry reading = new VehicleTelemetry("e-" + events, "v-1", kmph, 52 + way, 13 + way, takenAt);
        events++;
        SpeedWatch.Outcome outcome = watch.after(vehicle, reading, takenAt);
        vehicle = outcome.vehicle();
        outcome.alert().ifPresent(alerts::add);
    }

    private List<Long> seconds() {
        return vehicle.getReadings().stream()
                .map(SpeedReading::getTakenAt)
                .map(at -> Duration.between(START, at).toSeconds())
                .toList();
    }
}
