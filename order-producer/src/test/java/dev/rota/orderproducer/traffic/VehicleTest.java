package dev.rota.orderproducer.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VehicleTest {

    private static final int READINGS = 20_000;
    private static final double EARTH_RADIUS_KM = 6_371;

    private final Random chance = new Random(42);

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.2, 1})
    void itIsTooFastForTheGivenShareOfTheTime(double share) {
        long tooFast = way(share, Duration.ofSeconds(1)).stream()
                .filter(Vehicle::isTooFast)
                .count();

        assertThat((double) tooFast / READINGS).isCloseTo(share, within(share == 0 || share == 1 ? 0 : 0.05));
    }

    @Test
    void whoIsTooFastIsSoForTenReadingsInARow() {
        List<Vehicle> way = way(0.2, Duration.ofSeconds(1));

        for (int stretch = 0; stretch < READINGS; stretch += 10) {
            assertThat(way.subList(stretch, stretch + 10).stream()
                            .map(Vehicle::isTooFast)
                            .distinct())
                    .hasSize(1);
        }
    }

    @Test
    void itMovesAsFarAsItsSpeedSays() {
        List<Vehicle> way = way(0.5, Duration.ofSeconds(10));

        for (int reading = 1; reading < 1_000; reading++) {
            Vehicle now = way.get(reading);
            assertThat(kilometres(way.get(reading - 1), now)).isCloseTo(now.speedKmph() / 360, within(0.01));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT10S", "PT1M", "PT83M", "PT24H"})
    void itStaysInTheCityHoweverSeldomItReports(Duration step) {
        assertThat(way(0.5, step)).allSatisfy(vehicle -> {
            assertThat(vehicle.latitude()).isCloseTo(52.52, within(0.2));
            assertThat(vehicle.longitude()).isCloseTo(13.405, within(0.2));
        });
    }

    private List<Vehicle> way(double speedingShare, Duration step) {
        return Stream.iterate(
                        new Hospital(1, 0).newVehicle(6, chance).drive(step, speedingShare, chance),
                        vehicle -> vehicle.drive(step, speedingShare, chance))
                .limit(READINGS)
                .toList();
    }

    /** By the haversine formula. */
    private static double kilometres(Vehicle from, Vehicle to) {
        double northwards = Math.toRadians(to.latitude() - from.latitude());
        double eastwards = Math.toRadians(to.longitude() - from.longitude());
        double half = Math.pow(Math.sin(northwards / 2), 2)
                + Math.cos(Math.toRadians(from.latitude()))
                        * Math.cos(Math.toRadians(to.latitude()))
                        * Math.pow(Math.sin(eastwards / 2), 2);
        return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(half));
    }
}
