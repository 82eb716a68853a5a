package dev.rota.orderproducer.simulation;

import dev.rota.orderproducer.traffic.Bursts;
import dev.rota.orderproducer.traffic.Hospital;
import dev.rota.orderproducer.traffic.OrderLifecycle;
import dev.rota.orderproducer.traffic.Pace;
import java.time.Duration;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What traffic there is. Shares are from 0 to 1.
 *
 * @param ordersPerSecond new orders per second, 0 for none
 * @param customers how many customers order
 * @param skew how unevenly they do, see {@link Hospital}
 * @param lifecycleSpeed how many times as fast as configured orders go from step to step
 * @param cancelledShare of the orders, this share is cancelled
 * @param checkoutsPerSecond patients who go home per second, 0 for none
 * @param readingsPerSecond readings per second of all vehicles together, 0 for none
 * @param vehicles how many ambulances there are
 * @param speedingShare share of the time that an ambulance is too fast
 * @param lateShare of the orders, checkouts and readings, this share says that it happened minutes ago
 * @param duplicateShare of the events, this share is written twice under one event id
 * @param poisonShare to this share of the events comes a record under the same key that nobody can read
 * @param bursts when there is more of everything; absent for never
 * @param seed what all chance comes from
 */
record SimulationSettings(
        double ordersPerSecond,
        int customers,
        double skew,
        double lifecycleSpeed,
        double cancelledShare,
        double checkoutsPerSecond,
        double readingsPerSecond,
        int vehicles,
        double speedingShare,
        double lateShare,
        double duplicateShare,
        double poisonShare,
        @Nullable Bursts bursts,

        @Schema(description = "Given again, it gives the same traffic again")
        long seed) {

    Hospital hospital() {
        return new Hospital(customers, skew);
    }

    /**
     * Orders that are on their way at once while none of them waits for Kafka, at most.
     *
     * @param longestPause between two steps, at usual speed
     */
    long mostOpenOrders(Duration longestPause) {
        double longestLife = OrderLifecycle.MOST_STEPS_ON * longestPause.toNanos() / lifecycleSpeed;
        return (long) Math.ceil(pace(ordersPerSecond).mostWithin(Duration.ofNanos((long) longestLife)));
    }

    /** Arrivals at a rate, and more of them in bursts. */
    Pace pace(double perSecond) {
        return new Pace(perSecond, Objects.requireNonNullElse(bursts, Bursts.NONE));
    }
}
