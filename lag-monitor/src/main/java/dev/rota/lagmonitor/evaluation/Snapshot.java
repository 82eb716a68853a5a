package dev.rota.lagmonitor.evaluation;

import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All groups of the cluster as of one tick. Immutable; any thread may read it.
 *
 * @param takenAt when the tick had its last answer
 * @param byId the groups by their id, sorted
 * @param dropped how many more groups there are, which are not watched
 */
public record Snapshot(Moment takenAt, SortedMap<String, GroupLag> byId, int dropped) {

    public Snapshot(Moment takenAt, Collection<GroupLag> groups, int dropped) {
        this(takenAt, sorted(groups), dropped);
    }

    /** The groups, sorted by id. */
    public Collection<GroupLag> groups() {
        return byId.values();
    }

    /** One group; empty if the cluster did not list it. */
    public Optional<GroupLag> group(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    private static SortedMap<String, GroupLag> sorted(Collection<GroupLag> groups) {
        NavigableMap<String, GroupLag> byId = new TreeMap<>();
        groups.forEach(group -> byId.put(group.group(), group));
        return Collections.unmodifiableNavigableMap(byId);
    }
}
