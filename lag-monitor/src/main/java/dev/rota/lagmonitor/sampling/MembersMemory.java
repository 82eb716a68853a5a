package dev.rota.lagmonitor.sampling;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.GroupListing;

/**
 * What coordinators said of groups' members, until the cluster lists the group in another state, or it is the group's turn to be
 * asked about again. Describing is what costs most of a tick, and members seldom change.
 *
 * <p>Not thread-safe: the sampler's thread owns it.
 */
final class MembersMemory {

    private final int turns;
    private final Map<String, Known> known = new HashMap<>();
    private long tick;

    private record Known(GroupListing listing, Described described) {}

    /** @param turns ticks until each group was asked about; 1 for all at each */
    private MembersMemory(int turns) {
        this.turns = turns;
    }

    /**
     * A memory.
     *
     * @param longest that it holds
     * @param interval from tick to tick
     */
    static MembersMemory of(Duration longest, Duration interval) {
        return new MembersMemory(Math.toIntExact(Math.max(1, longest.dividedBy(interval))));
    }

    /** A tick begins, with these groups. */
    void tick(Collection<GroupListing> listings) {
        tick++;
        Set<String> ids = listings.stream().map(GroupListing::groupId).collect(Collectors.toSet());
        known.keySet().retainAll(ids);
    }

    /** What is remembered of a group that is listed so; empty if it is to be asked about. */
    Optional<Described> of(GroupListing listing) {
        Known last = known.get(listing.groupId());
        return last == null
                        || !last.listing().equals(listing)
                        || last.described().state().isRebalancing()
                        || isTurnOf(listing)
                ? Optional.empty()
                : Optional.of(last.described());
    }

    /** Their ids spread groups over the ticks. */
    private boolean isTurnOf(GroupListing listing) {
        return Math.floorMod(tick + listing.groupId().hashCode(), turns) == 0;
    }

    /** What it answered; an answer that is not of the state that is listed is of another moment, and not kept. */
    void put(GroupListing listing, Described described) {
        if (described.state() == FromKafka.state(listing)) {
            known.put(listing.groupId(), new Known(listing, described));
        } else {
            forget(listing);
        }
    }

    /** Something speaks against what is remembered, or it could not be renewed. */
    void forget(GroupListing listing) {
        known.remove(listing.groupId());
    }
}
