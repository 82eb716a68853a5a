package dev.rota.lagmonitor.scaling;

import dev.rota.lagmonitor.evaluation.GroupLag;
import dev.rota.lagmonitor.evaluation.Snapshot;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Says of each group, from tick to tick, how many replicas it wants.
 *
 * <p>Remembers of each group what it saw before. Not thread-safe: the sampler's thread owns it.
 */
public final class ScalingAdvisor {

    private final Function<String, ScalingRules> rules;
    private final Map<String, GroupScaler> scalers = new HashMap<>();

    /** @param rules of each group, by its id; asked once for each group */
    public ScalingAdvisor(Function<String, ScalingRules> rules) {
        this.rules = rules;
    }

    /**
     * The advice for all groups after this snapshot. Snapshots must come in the order in which they were taken.
     *
     * @return by the group's id
     */
    public Map<String, ScalingAdvice> advise(Snapshot snapshot) {
        Map<String, ScalingAdvice> advice = HashMap.newHashMap(snapshot.groups().size());
        for (GroupLag group : snapshot.groups()) {
            advice.put(
                    group.group(),
                    scalers.computeIfAbsent(group.group(), id -> new GroupScaler(rules.apply(id)))
                            .advise(group));
        }
        scalers.keySet().retainAll(advice.keySet());
        return Collections.unmodifiableMap(advice);
    }
}
