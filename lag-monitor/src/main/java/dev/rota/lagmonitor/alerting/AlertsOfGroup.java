package dev.rota.lagmonitor.alerting;

import dev.rota.lagmonitor.evaluation.PartitionId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The live alerts of one rule for one group, or for the monitor. Not thread-safe: {@link Alerts} owns it. */
final class AlertsOfGroup {

    /** Stands for all of a group. No topic has such a name. */
    static final PartitionId WHOLE = new PartitionId("", -1);

    private final Optional<String> group;
    private final Map<PartitionId, LiveAlert> byPartition = new HashMap<>();

    private Optional<Silence> silence = Optional.empty();
    private long silencesVersion = -1;

    AlertsOfGroup(Optional<String> group) {
        this.group = group;
    }

    Optional<String> group() {
        return group;
    }

    @Nullable LiveAlert get(PartitionId partition) {
        return byPartition.get(partition);
    }

    void put(PartitionId partition, LiveAlert alert) {
        byPartition.put(partition, alert);
    }

    void remove(PartitionId partition) {
        byPartition.remove(partition);
    }

    Collection<LiveAlert> all() {
        return byPartition.values();
    }

    boolean isEmpty() {
        return byPartition.isEmpty();
    }

    /** What silences them; looked for only when silences have changed. */
    Optional<Silence> silence(Rule rule, Silences silences) {
        if (silencesVersion != silences.version()) {
            silence = silences.of(rule.name(), group);
            silencesVersion = silences.version();
        }
        return silence;
    }
}
