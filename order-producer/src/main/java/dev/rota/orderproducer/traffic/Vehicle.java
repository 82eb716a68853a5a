package dev.rota.orderproducer.traffic;

import dev.rota.contracts.VehicleTelemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * An ambulance at one point of its way around the city. It keeps to one manner of driving for a stretch of
 * {@value #STRETCH} readings: within the limit, or too fast.
 *
 * @param vehicleId which one
 * @param latitude degrees north
 * @param longitude degrees east
 * @param heading direction of travel in radians, 0 is north, π/2 is east
 * @param speedKmph km/h, over {@value #LIMIT_KMPH} while it is too fast
 * @param readingsLeft how many more readings this stretch has
 */
public record Vehicle(
        String vehicleId, double latitude, double longitude, double heading, double speedKmph, int readingsLeft) {

    /** What nobody drives above who keeps to the rules; who does not is well above it. */
    public static final double LIMIT_KMPH = 120;

    private static final int STRETCH = 10;
    private static final Duration LONGEST_DRIVE = Duration.ofMinutes(1);
    private static final double CENTRE_LATITUDE = 52.52;
    private static final double CENTRE_LONGITUDE = 13.405;

    /** Where it turns back to the centre, in degrees: some 15 km. */
    private static final double CITY = 0.14;

    private static final double KM_PER_DEGREE = 111.32;
    private static final double MILLIS_PER_HOUR = 3_600_000;

    /**
     * A vehicle somewhere in the city.
     *
     * @param number which one, from 0
     * @param chance decides where, and which way it goes
     */
    static Vehicle start(int number, RandomGenerator chance) {
        return new Vehicle(
                "ambulance-" + (number + 1),
                CENTRE_LATITUDE + chance.nextDouble(-CITY, CITY),
                CENTRE_LONGITUDE + chance.nextDouble(-CITY, CITY),
                chance.nextDouble(2 * Math.PI),
                0,
                0);
    }

    /**
     * The same vehicle some time later. It drives for a minute at most, and then it waits for its next reading.
     *
     * @param elapsed since the last reading
     * @param speedingShare of the stretches, this share is too fast
     * @param chance decides how it drives
     */
    public Vehicle drive(Duration elapsed, double speedingShare, RandomGenerator chance) {
        boolean tooFast = readingsLeft == 0 ? chance.nextDouble() < speedingShare : isTooFast();
        double speed = tooFast ? chance.nextDouble(LIMIT_KMPH + 10, 180) : chance.nextDouble(20, LIMIT_KMPH - 10);
        double turned = isInTheCity()
                ? heading + chance.nextDouble(-0.3, 0.3)
                : Math.atan2(CENTRE_LONGITUDE - longitude, CENTRE_LATITUDE - latitude);
        long driven = Math.min(elapsed.toMillis(), LONGEST_DRIVE.toMillis());
        double degrees = speed * driven / MILLIS_PER_HOUR / KM_PER_DEGREE;
        return new Vehicle(
                vehicleId,
                latitude + degrees * Math.cos(turned),
                longitude + degrees * Math.sin(turned) / Math.cos(Math.toRadians(latitude)),
                turned,
                speed,
                (readingsLeft == 0 ? STRETCH : readingsLeft) - 1);
    }

    public boolean isTooFast() {
        return speedKmph > LIMIT_KMPH;
    }

    /**
     * Where it is, as an event.
     *
     * @param eventId the event's id
     * @param occurredAt when it was there
     */
    public VehicleTelemetry toReading(UUID eventId, Instant occurredAt) {
        return new VehicleTelemetry(eventId.toString(), vehicleId, speedKmph, latitude, longitude, occurredAt);
    }

    private boolean isInTheCity() {
        return Math.abs(latitude - CENTRE_LATITUDE) < CITY && Math.abs(longitude - CENTRE_LONGITUDE) < CITY;
    }
}
