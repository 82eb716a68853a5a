package dev.rota.lagmonitor.alerting;

import dev.rota.lagmonitor.evaluation.Moment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The silences in force, in the order in which they were made. Not thread-safe: {@link Alerts} owns it. */
final class Silences {

    private static final int MOST = 1_000;

    private final Map<String, Silence> byId = new LinkedHashMap<>();
    private long version;

    /** Another one each time that they change. */
    long version() {
        return version;
    }

    boolean add(Silence silence) {
        if (byId.size() >= MOST) {
            return false;
        }
        byId.put(silence.id(), silence);
        version++;
        return true;
    }

    boolean remove(String id) {
        boolean removed = byId.remove(id) != null;
        if (removed) {
            version++;
        }
        return removed;
    }

    void endThoseThatAreOver(Moment now) {
        if (byId.values().removeIf(silence -> silence.isOver(now))) {
            version++;
        }
    }

    /** The first that covers it; empty if none does. */
    Optional<Silence> of(String rule, Optional<String> group) {
        return byId.values().stream()
                .filter(silence -> silence.covers(rule, group))
                .findFirst();
    }

    List<Silence> all() {
        return new ArrayList<>(byId.values());
    }
}
