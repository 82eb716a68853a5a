package dev.rota.analytics.topology;

import java.time.Duration;
import java.util.Set;

/**
 * What the topology is told.
 *
 * @param analyses what is made of the inputs; what nothing is made of is not read
 * @param dedupWindow how long an event is known, that it is not counted again
 * @param orderMemory how long after its last step an order is remembered
 * @param stuckAfter how long an order may stay where it is, unless that is its end
 * @param grace how long a minute's late events are waited for
 * @param minuteMemory how long a minute's result can be asked for
 * @param billedWithin how long billing may take for a confirmed order
 * @param idleAfter after how long without a record a partition is idle
 * @param orderPartitions how many partitions the topic of orders has
 * @param speed what an ambulance may do
 */
public record TopologySettings(
        Set<Analysis> analyses,
        Duration dedupWindow,
        Duration orderMemory,
        Duration stuckAfter,
        Duration grace,
        Duration minuteMemory,
        Duration billedWithin,
        Duration idleAfter,
        int orderPartitions,
        Speed speed) {

    public TopologySettings {
        analyses = Set.copyOf(analyses);
    }

    /**
     * What an ambulance may do.
     *
     * @param limitKmph how fast it may be
     * @param readings how many in a row above the limit make an episode
     * @param average over how long before its last reading its speed is averaged
     */
    public record Speed(double limitKmph, int readings, Duration average) {}
}
