package dev.rota.analytics.vehicles;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rota.analytics.state.SpeedReading;
import dev.rota.analytics.state.SpeedingEpisode;
import dev.rota.analytics.state.VehicleState;
import dev.rota.analytics.topology.TopologySettings;
import dev.rota.analytics.topology.UnusableEventException;
import dev.rota.contracts.VehicleAlert;
import dev.rota.contracts.VehicleTelemetry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a reading says about its ambulance. Readings above the limit that follow each other make an episode, which the first one that is not
 * ends; an episode that is long enough is said once.
 *
 * <p>A reading that is older than the latest is late: it counts into the average if it belongs to its time, and is no part of any row. Whoever
 * was alerted, or was not, stays so. One that is as old as the latest is not late. Pure.
 */
final class SpeedWatch {

    /** However many readings there are in the time that is averaged. */
    static final int MOST_READINGS = 120;

    /** No ambulance is faster, and the sum of an episode's speeds stays a number. */
    private static final double FASTEST_KMPH = 1000;

    private final TopologySettings.Speed rule;

    SpeedWatch(TopologySettings.Speed rule) {
        this.rule = rule;
    }

    /**
     * What is known after a reading, and what has to be said.
     *
     * @param vehicle what is known
     * @param alert if the reading makes an episode long enough
     */
    record Outcome(VehicleState vehicle, Optional<VehicleAlert> alert) {}

    /**
     * Takes a reading in.
     *
     * @param before what was known; null if nothing was
     * @throws UnusableEventException if its speed or place is none
     */
    Outcome after(@Nullable VehicleState before, VehicleTelemetry reading, Instant takenAt) {
        requireWithin("speed in km/h", reading.getSpeedKmph(), 0, FASTEST_KMPH);
        requireWithin("latitude", reading.getLatitude(), -90, 90);
        requireWithin("longitude", reading.getLongitude(), -180, 180);
        SpeedReading speed = new SpeedReading(takenAt, reading.getSpeedKmph());
        return before != null && takenAt.isBefore(before.getLatestAt())
                ? new Outcome(late(before, speed), Optional.empty())
                : next(before, reading, speed);
    }

    private static void requireWithin(String what, double value, double least, double most) {
        // What is no number is not within anything.
        if (!(value >= least && value <= most)) {
            throw new UnusableEventException("the %s is %s, and may be %s to %s".formatted(what, value, least, most));
        }
    }

    private VehicleState late(VehicleState before, SpeedReading speed) {
        List<SpeedReading> readings = recent(before.getReadings(), speed, before.getLatestAt());
        return state(
                before.getVehicleId(),
                readings,
                before.getLatitude(),
                before.getLongitude(),
                before.getLatestAt(),
                before.getEpisode());
    }

    private Outcome next(@Nullable VehicleState before, VehicleTelemetry reading, SpeedReading speed) {
        Instant takenAt = speed.getTakenAt();
        @Nullable SpeedingEpisode episode = speed.getSpeedKmph() > rule.limitKmph() ? longer(before, reading, speed) : null;
        Optional<VehicleAlert> alert = Optional.empty();
        if (episode != null && !episode.getAlerted() && episode.getReadings() >= rule.readings()) {
            alert = Optional.of(alert(reading.getVehicleId(), episode, takenAt));
            episode = alerted(episode);
        }
        List<SpeedReading> known = before == null ? List.of() : before.getReadings();
        VehicleState vehicle = state(
                reading.getVehicleId(),
                recent(known, speed, takenAt),
                reading.getLatitude(),
                reading.getLongitude(),
                takenAt,
                episode);
        return new Outcome(vehicle, alert);
    }

    private static SpeedingEpisode longer(@Nullable VehicleState before, VehicleTelemetry reading, SpeedReading speed) {
        @Nullable SpeedingEpisode episode = before == null ? null : before.getEpisode();
        return episode == null
                ? new SpeedingEpisode(alertId(reading), 1, speed.getSpeedKmph(), speed.getTakenAt(), false)
                : new SpeedingEpisode(
                        episode.getAlertId(),
                        episode.getReadings() + 1,
                        episode.getTotalKmph() + speed.getSpeedKmph(),
                        episode.getSince(),
                        episode.getAlerted());
    }

    /** An episode is that which its first reading began. */
    private static String alertId(VehicleTelemetry first) {
        return UUID.nameUUIDFromBytes(("vehicle-alert " + first.getEventId()).getBytes(UTF_8))
                .toString();
    }

    private static SpeedingEpisode alerted(SpeedingEpisode episode) {
        return new SpeedingEpisode(
                episode.getAlertId(), episode.getReadings(), episode.getTotalKmph(), episode.getSince(), true);
    }

    private VehicleAlert alert(String vehicleId, SpeedingEpisode episode, Instant takenAt) {
        return VehicleAlert.newBuilder()
                .setEventId(episode.getAlertId())
                .setVehicleId(vehicleId)
                .setReadings(episode.getReadings())
                .setSpeedKmph(episode.getTotalKmph() / episode.getReadings())
                .setLimitKmph(rule.limitKmph())
                .setSince(episode.getSince())
                .setOccurredAt(takenAt)
                .build();
    }

    /** With another one, in the order of their times, those that belong to the time before the latest; the last ones if they are too many. */
    private List<SpeedReading> recent(List<SpeedReading> known, SpeedReading another, Instant latestAt) {
        List<SpeedReading> readings = new ArrayList<>(known.size() + 1);
        readings.addAll(known);
        int place = readings.size();
        while (place > 0
                && another.getTakenAt().isBefore(readings.get(place - 1).getTakenAt())) {
            place--;
        }
        readings.add(place, another);
        Instant from = latestAt.minus(rule.average());
        readings.removeIf(reading -> reading.getTakenAt().isBefore(from));
        int tooMany = Math.max(0, readings.size() - MOST_READINGS);
        readings.subList(0, tooMany).clear();
        return readings;
    }

    private static VehicleState state(
            String vehicleId,
            List<SpeedReading> readings,
            double latitude,
            double longitude,
            Instant latestAt,
            @Nullable SpeedingEpisode episode) {
        VehicleState.Builder state = VehicleState.newBuilder()
                .setVehicleId(vehicleId)
                .setReadings(readings)
                .setAverageKmph(average(readings))
                .setLatitude(latitude)
                .setLongitude(longitude)
                .setLatestAt(latestAt);
        if (episode != null) {
            state.setEpisode(episode);
        }
        return state.build();
    }

    private static double average(List<SpeedReading> readings) {
        return readings.stream()
                .mapToDouble(SpeedReading::getSpeedKmph)
                .average()
                .orElse(0);
    }
}
