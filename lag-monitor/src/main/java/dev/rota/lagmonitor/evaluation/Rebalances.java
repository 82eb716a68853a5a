package dev.rota.lagmonitor.evaluation;

import dev.rota.lagmonitor.evaluation.Rebalance.Cause;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How often a group rebalances.
 *
 * @param latest the latest ones, the newest first, which may still be under way: at most twenty, and of the last day but for the
 *     very last
 * @param lastHour how many ended within the last hour, or since the group is watched; at least so many, if its coordinator does not count
 * @param counts how many there were since the group is watched, by their causes; causes that there were none of are not in it
 */
public record Rebalances(List<Rebalance> latest, long lastHour, Map<Cause, Long> counts) {

    static final Rebalances NONE = new Rebalances(List.of(), 0, Map.of());

    /** The newest; empty if none has been seen. */
    public Optional<Rebalance> last() {
        return latest.stream().findFirst();
    }
}
