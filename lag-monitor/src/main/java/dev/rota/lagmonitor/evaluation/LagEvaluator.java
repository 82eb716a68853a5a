package dev.rota.lagmonitor.evaluation;

import dev.rota.lagmonitor.history.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns each reading of the cluster into a {@link Snapshot}. A group that could not be read keeps its last figures, with
 * their true age and the reason; a group that is gone is dropped.
 *
 * <p>Remembers what offsets were before, and the snapshot that it made last. Not thread-safe: the sampler's thread owns it.
 */
public final class LagEvaluator {

    private final Timeline timeline;
    private final StatusWindow window;
    private final Rules rules;
    private final Duration halfASession;
    private final Map<PartitionId, LogTrack> logs = new HashMap<>();
    private final Map<String, Map<PartitionId, PartitionTrack>> tracks = new HashMap<>();
    private final Map<String, RebalanceTrack> rebalances = new HashMap<>();
    private Map<String, TopicSkew> topics = Map.of();
    private Snapshot last = new Snapshot(Moment.now(), List.of(), 0);

    /**
     * Nothing is known yet.
     *
     * @param interval from reading to reading
     * @param window for how long a group is watched before it is judged
     * @param rules bounds of what is called much or long
     */
    public LagEvaluator(Duration interval, Duration window, Rules rules) {
        this.timeline = Timeline.of(interval);
        this.window = StatusWindow.of(window, interval);
        this.rules = rules;
        this.halfASession = rules.sessionTimeout().dividedBy(2);
    }

    /** The state of all groups after this reading. Readings must come in the order in which they were taken. */
    public Snapshot evaluate(ClusterReading reading) {
        timeline.tick(reading.at().nanoTime());
        follow(reading);
        SortedMap<String, GroupLag> groups = new TreeMap<>();
        reading.groups().forEach(group -> groups.put(group.group(), evaluate(group, reading)));
        reading.unlisted()
                .ifPresent(reason -> last.groups()
                        .forEach(group -> groups.computeIfAbsent(group.group(), id -> group.notRenewed(reason))));
        last = new Snapshot(reading.at(), Collections.unmodifiableSortedMap(groups), reading.dropped());
        tracks.keySet().retainAll(groups.keySet());
        rebalances.keySet().retainAll(groups.keySet());
        return last;
    }

    private void follow(ClusterReading reading) {
        reading.logs().forEach((partition, log) -> {
            if (log instanceof Reading.Taken<LogOffsets>(LogOffsets offsets)) {
                logs.compute(
                                partition,
                                (_, known) -> known != null && known.mayHave(offsets)
                                        ? known
                                        : new LogTrack(timeline, window))
                        .put(offsets);
            }
        });
        // After what came now: the whole cluster may have been away for as long.
        logs.values().removeIf(LogTrack::isGone);
        topics = topics(reading);
    }

    private Map<String, TopicSkew> topics(ClusterReading reading) {
        Map<String, Map<Integer, TopicSkew.Arrival>> arrivals = new HashMap<>();
        reading.logs().forEach((partition, log) -> {
            LogTrack track = log instanceof Reading.Taken ? logs.get(partition) : null;
            arrivals.computeIfAbsent(partition.topic(), _ -> new HashMap<>())
                    .put(partition.number(), track == null ? TopicSkew.Arrival.UNKNOWN : track.arrival());
        });
        Map<String, TopicSkew> skews = HashMap.newHashMap(arrivals.size());
        arrivals.forEach((topic, known) -> skews.put(topic, TopicSkew.of(topic, known, window.span())));
        return skews;
    }

    private GroupLag evaluate(GroupReading group, ClusterReading reading) {
        RebalanceTrack rebalancing = rebalances.computeIfAbsent(group.group(), _ -> new RebalanceTrack());
        if (group.members() instanceof Reading.Taken<Roster>(Roster roster)) {
            rebalancing.see(reading.at(), group, roster, (member, there) -> parting(group, member, there));
        }
        return switch (group.committed()) {
            case Reading.Taken<Map<PartitionId, Place>>(Map<PartitionId, Place> committed) ->
                renewed(group, committed, reading, new ArrayList<>());
            case Reading.Missed<Map<PartitionId, Place>>(String reason) ->
                last.group(group.group())
                        .map(known -> known.notRenewed(reason))
                        .orElseGet(() -> renewed(group, Map.of(), reading, new ArrayList<>(List.of(reason))));
        };
    }

    private GroupLag renewed(
            GroupReading group, Map<PartitionId, Place> committed, ClusterReading reading, List<String> gaps) {
        Optional<Roster> roster = switch (group.members()) {
            case Reading.Taken<Roster>(Roster known) -> Optional.of(known);
            case Reading.Missed<Roster>(String reason) -> {
                gaps.add(reason);
                yield Optional.empty();
            }
        };
        List<PartitionLag> partitions = partitions(group, committed, roster.map(Roster::members), reading);
        return new GroupLag(
                group.group(),
                group.type(),
                group.state(),
                group.protocol(),
                reading.at(),
                roster,
                partitions,
                Objects.requireNonNull(rebalances.get(group.group())).rebalances(),
                topicsOf(partitions),
                List.copyOf(gaps));
    }

    /** @param partitions sorted */
    private List<TopicSkew> topicsOf(List<PartitionLag> partitions) {
        List<TopicSkew> skews = new ArrayList<>();
        String before = "";
        for (PartitionLag partition : partitions) {
            String topic = partition.partition().topic();
            TopicSkew skew = topic.equals(before) ? null : topics.get(topic);
            if (skew != null) {
                skews.add(skew);
            }
            before = topic;
        }
        return List.copyOf(skews);
    }

    /**
     * How a member went, judged by what its partitions did. Half a session lies well between the time from one commit to the next and a
     * whole session, which a member that crashed was silent for but for a heartbeat and a tick.
     *
     * @param there when the member was last known to be in the group
     */
    private Parting parting(GroupReading group, Member member, Moment there) {
        Map<PartitionId, PartitionTrack> known = tracks.getOrDefault(group.group(), Map.of());
        if (group.type() == GroupType.SHARE) {
            return new Parting.Unclear();
        }
        Map<PartitionId, Place> committed = group.places();
        Duration stood = Duration.ZERO;
        boolean silent = true;
        for (PartitionId partition : member.assignment()) {
            PartitionTrack track = known.get(partition);
            if (track != null) {
                if (track.hasBeenBusySince(there)) {
                    return new Parting.InOrder(halfASession);
                }
                Place place = committed.get(partition);
                // What was committed since the tick before may have been its last, or another's first.
                silent &= place != null && track.isStillAt(place);
                stood = stood.compareTo(track.stood()) >= 0 ? stood : track.stood();
            }
        }
        return silent && stood.compareTo(halfASession) >= 0 ? new Parting.Broken(stood) : new Parting.Unclear();
    }

    private List<PartitionLag> partitions(
            GroupReading group,
            Map<PartitionId, Place> committed,
            Optional<List<Member>> members,
            ClusterReading reading) {
        Map<PartitionId, Member> owners = new HashMap<>();
        members.orElse(List.of())
                .forEach(member -> member.assignment().forEach(partition -> owners.put(partition, member)));
        Presence withoutOwner = withoutOwner(group);
        Map<PartitionId, PartitionTrack> known = tracks.computeIfAbsent(group.group(), _ -> new HashMap<>());
        // Those of commits that are gone; where others have come instead, one tick later, since this looks at each.
        if (known.size() > committed.size()) {
            known.keySet().retainAll(committed.keySet());
        }
        List<PartitionId> all = new ArrayList<>(committed.keySet());
        // A partition that is owned but was never committed belongs to the group all the same.
        owners.keySet().stream().filter(owned -> !committed.containsKey(owned)).forEach(all::add);
        all.sort(Comparator.naturalOrder());
        List<PartitionLag> lags = new ArrayList<>(all.size());
        for (PartitionId partition : all) {
            Optional<Member> owner = Optional.ofNullable(owners.get(partition));
            Presence presence = owner.isPresent() ? Presence.OWNED : withoutOwner;
            lags.add(partition(partition, committed.get(partition), owner, presence, known, reading));
        }
        return Collections.unmodifiableList(lags);
    }

    private Presence withoutOwner(GroupReading group) {
        if (!(group.members() instanceof Reading.Taken<Roster>(Roster roster))
                || group.state().isRebalancing()
                || isOfAnEarlierTick(roster)) {
            return Presence.UNKNOWN;
        }
        // Members of a group that shares partitions name the protocol by which they do.
        boolean onlyCommits = roster.members().isEmpty()
                && (group.type() == GroupType.CLASSIC || group.type() == GroupType.UNKNOWN)
                && group.protocol().isEmpty();
        return onlyCommits ? Presence.ONLY_COMMITS : Presence.NOBODY;
    }

    /** Then whoever owns a partition may have got it since. */
    private boolean isOfAnEarlierTick(Roster roster) {
        return roster.at().nanoTime() - last.takenAt().nanoTime() < 0;
    }

    private PartitionLag partition(
            PartitionId partition,
            @Nullable Place place,
            Optional<Member> owner,
            Presence presence,
            Map<PartitionId, PartitionTrack> known,
            ClusterReading reading) {
        LogTrack log = logs.get(partition);
        if (log == null || !log.isRead()) {
            String reason = whyNotRead(partition, reading);
            return PartitionLag.unknown(
                    partition,
                    offset(place),
                    Optional.empty(),
                    owner,
                    Optional.of(reason),
                    new Verdict.NotReadable(reason),
                    Rates.UNKNOWN);
        }
        if (place == null) {
            return PartitionLag.unknown(
                    partition,
                    OptionalLong.empty(),
                    log.offsets(),
                    owner,
                    Optional.empty(),
                    log.start() == log.end() ? new Verdict.NothingToCommit() : new Verdict.NeverCommitted(),
                    Rates.arriving(log.arrivalRate()));
        }
        if (place.offset() > log.end()) {
            // Commits are read before end offsets: a group ahead of the log has outlived what it read.
            String gap = "The committed offset %d lies beyond the log's end %d: the topic was truncated or recreated"
                    .formatted(place.offset(), log.end());
            return PartitionLag.unknown(
                    partition,
                    OptionalLong.of(place.offset()),
                    log.offsets(),
                    owner,
                    Optional.of(gap),
                    new Verdict.NotReadable(gap),
                    Rates.arriving(log.arrivalRate()));
        }
        PartitionTrack track = known.get(partition);
        if (track == null || !track.isThrough(log)) {
            track = new PartitionTrack(log, timeline, window, halfASession);
            known.put(partition, track);
        }
        return behind(partition, place, owner, presence, track, log, reading.at());
    }

    private static String whyNotRead(PartitionId partition, ClusterReading reading) {
        return reading.logs().get(partition) instanceof Reading.Missed<LogOffsets>(String reason)
                ? reason
                : "The log's offsets were not read";
    }

    private PartitionLag behind(
            PartitionId partition,
            Place place,
            Optional<Member> owner,
            Presence presence,
            PartitionTrack track,
            LogTrack log,
            Moment now) {
        Markers markers = markers(place, log);
        long distance = Math.min(place.left().orElse(Long.MAX_VALUE), log.end() - place.offset());
        long lag = Math.max(0, Math.min(distance, log.end() - log.start()) - markers.offsets());
        long stableLag = Math.max(0, lag - (log.end() - log.lastStable()));
        track.put(place.offset(), place.left().isPresent() ? log.end() - lag : place.offset(), lag, stableLag);
        Rates rates = track.rates();
        // A log that is empty has forgotten the markers as well, which were never to be read.
        long reached = place.offset() + (log.start() == log.end() ? markers.offsets() : 0);
        OptionalLong knownLag = OptionalLong.of(lag);
        return new PartitionLag(
                partition,
                OptionalLong.of(place.offset()),
                log.offsets(),
                knownLag,
                distance == lag ? knownLag : OptionalLong.of(distance),
                stableLag == lag ? knownLag : OptionalLong.of(stableLag),
                markers,
                rules.level(lag).known(),
                owner,
                Optional.empty(),
                timeLag(place, lag, track, now),
                track.judge(presence, rules.hungAfter()),
                rates,
                Retention.of(reached, log.start(), lag, log.expiryRate(), rates.consumed())
                        .known(),
                log.heldUp());
    }

    private static Markers markers(Place place, LogTrack log) {
        if (place.offset() == log.end() || place.left().isPresent()) {
            return Markers.NONE;
        }
        Markers atEnd = log.hasMarkerAtEnd() ? Markers.inferred(1) : Markers.NONE;
        if (place.first().isEmpty()) {
            return atEnd;
        }
        FirstRecord first = place.first().get();
        long before = Math.min(first.offset(), log.end()) - place.offset();
        // What was read ends in front of a record; one more marker may be behind it, if that is not the last itself.
        return first.written().isPresent() && atEnd.offsets() > 0 && first.offset() < log.end() - 1
                ? Markers.inferred(before + atEnd.offsets())
                : Markers.read(before);
    }

    private static TimeLag timeLag(Place place, long lag, PartitionTrack track, Moment now) {
        return place.first()
                .filter(_ -> lag > 0)
                .flatMap(FirstRecord::written)
                // Producers may say what they like, and some say nothing.
                .filter(written -> written.isAfter(Instant.EPOCH) && !written.isAfter(now.instant()))
                .map(written -> TimeLag.read(Duration.between(written, now.instant())))
                .orElseGet(track::timeLag);
    }

    private static OptionalLong offset(@Nullable Place place) {
        return place == null ? OptionalLong.empty() : OptionalLong.of(place.offset());
    }
}
