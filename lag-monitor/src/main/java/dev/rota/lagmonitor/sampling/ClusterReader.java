package dev.rota.lagmonitor.sampling;

import dev.rota.lagmonitor.evaluation.ClusterReading;
import dev.rota.lagmonitor.evaluation.FirstRecord;
import dev.rota.lagmonitor.evaluation.GroupReading;
import dev.rota.lagmonitor.evaluation.GroupState;
import dev.rota.lagmonitor.evaluation.GroupType;
import dev.rota.lagmonitor.evaluation.LogOffsets;
import dev.rota.lagmonitor.evaluation.Moment;
import dev.rota.lagmonitor.evaluation.PartitionId;
import dev.rota.lagmonitor.evaluation.Place;
import dev.rota.lagmonitor.evaluation.Reading;
import dev.rota.lagmonitor.evaluation.Roster;
import dev.rota.lagmonitor.sampling.RecordReader.From;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AbstractOptions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClassicGroupsOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeShareGroupsOptions;
import org.apache.kafka.clients.admin.DescribeStreamsGroupsOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListGroupsResult;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the cluster for everything that one tick needs, in a handful of batched requests whatever the number of groups.
 *
 * <p>Committed offsets of all groups are in before the first end offset is asked for. The other way round a group that
 * keeps up would seem to be ahead of the log.
 *
 * <p>Not thread-safe: the sampler's thread owns it.
 */
final class ClusterReader implements AutoCloseable {

    private final Admin admin;
    private final LagMonitorConfig config;
    private final LogOffsetReader logs;
    private final Optional<RecordReader> records;
    private final MembersMemory remembered;
    private final PartitionIds ids = new PartitionIds();

    /** By their ids, those that were there at the tick before. */
    private Map<String, GroupListing> listedBefore = Map.of();

    /** By group, what of groups with members was committed and nobody's at the tick before; groups without such commits are not in it. */
    private Map<String, Map<PartitionId, Long>> unownedBefore = Map.of();

    /**
     * Takes the clients over, and closes them.
     *
     * @param records reads records; empty if none are to be
     */
    ClusterReader(Admin admin, Optional<RecordReader> records, LagMonitorConfig config) {
        this.admin = admin;
        this.config = config;
        this.logs = new LogOffsetReader(admin, config);
        this.records = records;
        this.remembered = MembersMemory.of(config.membersEvery(), config.interval());
    }

    /**
     * One reading of the whole cluster. What fails for one group, partition or broker is missed in the reading.
     *
     * @throws ClusterUnreadableException if no broker could list its groups
     */
    ClusterReading read() throws ClusterUnreadableException, InterruptedException {
        Listed listed = list();
        List<GroupReading> groups = readGroups(listed.groups());
        Set<PartitionId> partitions = partitionsOf(groups);
        ids.keep(partitions);
        Map<PartitionId, Reading<LogOffsets>> offsets = logs.read(partitions);
        return new ClusterReading(
                Moment.now(),
                records.map(reader -> withRecords(groups, offsets, reader)).orElse(groups),
                offsets,
                listed.missing(),
                listed.dropped());
    }

    /**
     * The groups that exist.
     *
     * @param missing why some may be missing; empty if none can be
     * @param dropped how many more there are than are to be read
     */
    private record Listed(List<GroupListing> groups, Optional<String> missing, int dropped) {}

    private Listed list() throws ClusterUnreadableException, InterruptedException {
        ListGroupsResult result = admin.listGroups(timed(new ListGroupsOptions()));
        try {
            Collection<GroupListing> listings = result.valid().get();
            Optional<String> missing =
                    result.errors().get().stream().map(Answers::reason).findFirst();
            if (listings.isEmpty() && missing.isPresent()) {
                throw new ClusterUnreadableException(missing.get());
            }
            // By their ids: the same ones from tick to tick, whatever the order in which brokers list them.
            List<GroupListing> covered = listings.stream()
                    .filter(listing -> config.covers(listing.groupId()))
                    .sorted(Comparator.comparing(GroupListing::groupId))
                    .toList();
            List<GroupListing> all = missing.isPresent() ? covered : withThoseThatMove(covered);
            int read = Math.min(all.size(), config.maxGroups());
            List<GroupListing> listed = all.subList(0, read);
            // Those of a broker that could not be asked may be on their way to another coordinator by the next tick.
            Map<String, GroupListing> known = missing.isPresent() ? new HashMap<>(listedBefore) : new HashMap<>();
            listed.forEach(listing -> known.put(listing.groupId(), listing));
            listedBefore = known;
            return new Listed(listed, missing, all.size() - read);
        } catch (ExecutionException e) {
            throw new ClusterUnreadableException(Answers.reason(e));
        }
    }

    /**
     * While a group moves from a coordinator that is gone to another, which has yet to load it, no broker lists it and none says that
     * it cannot. So whoever is missing is asked for by name.
     */
    private List<GroupListing> withThoseThatMove(List<GroupListing> listed) throws InterruptedException {
        Map<String, GroupListing> missing = new HashMap<>(listedBefore);
        listed.forEach(listing -> missing.remove(listing.groupId()));
        if (missing.isEmpty()) {
            return listed;
        }
        Map<String, KafkaFuture<Described>> described = describe(missing.values().stream());
        List<GroupListing> all = new ArrayList<>(listed);
        for (Map.Entry<String, KafkaFuture<Described>> answer : described.entrySet()) {
            if (!isGone(answer.getValue())) {
                all.add(Objects.requireNonNull(missing.get(answer.getKey())));
            }
        }
        all.sort(Comparator.comparing(GroupListing::groupId));
        return all;
    }

    private static boolean isGone(KafkaFuture<Described> answer) throws InterruptedException {
        try {
            return answer.get().state() == GroupState.DEAD;
        } catch (ExecutionException e) {
            // Who may not see a group any more is told as much as if it were gone.
            return e.getCause() instanceof GroupIdNotFoundException
                    || e.getCause() instanceof GroupAuthorizationException;
        }
    }

    private List<GroupReading> readGroups(List<GroupListing> listings) throws InterruptedException {
        remembered.tick(listings);
        // All questions are under way before the first answer is waited for.
        Map<String, KafkaFuture<Described>> described = askMembers(listings);
        Map<String, KafkaFuture<Map<PartitionId, Place>>> committed = askCommitted(listings);
        List<GroupReading> groups = new ArrayList<>(listings.size());
        Map<String, Map<PartitionId, Long>> unownedNow = new HashMap<>();
        for (GroupListing listing : listings) {
            String group = listing.groupId();
            Reading<Described> answer = described(listing, described.get(group));
            GroupReading reading = new GroupReading(
                    group,
                    FromKafka.type(listing),
                    answer instanceof Reading.Taken<Described>(Described now) ? now.state() : FromKafka.state(listing),
                    listing.protocol(),
                    members(answer),
                    Answers.await(Objects.requireNonNull(committed.get(group))));
            groups.add(reading);
            // Without members there is nothing to remember: the listing says it as well, and says it now.
            if (answer instanceof Reading.Taken<Described>(Described now)
                    && !now.roster().members().isEmpty()) {
                Map<PartitionId, Long> unowned = unowned(now.roster(), reading);
                if (!unowned.isEmpty()) {
                    unownedNow.put(group, unowned);
                }
                if (unowned.isEmpty() || unowned.equals(unownedBefore.get(group))) {
                    remembered.put(listing, now);
                } else {
                    remembered.forget(listing);
                }
            } else {
                remembered.forget(listing);
            }
        }
        unownedBefore = unownedNow;
        return groups;
    }

    /**
     * Where the group committed on partitions that are no member's. If that is news, somebody may have got them since; if nothing moves
     * there, they are of a topic that the group no longer reads.
     */
    private static Map<PartitionId, Long> unowned(Roster roster, GroupReading group) {
        Map<PartitionId, Long> offsets = HashMap.newHashMap(group.places().size());
        group.places().forEach((partition, place) -> offsets.put(partition, place.offset()));
        roster.members().forEach(member -> member.assignment().forEach(offsets::remove));
        return offsets;
    }

    private Map<String, KafkaFuture<Described>> askMembers(List<GroupListing> listings) {
        return describe(listings.stream()
                .filter(listing -> FromKafka.state(listing).mayHaveMembers())
                .filter(listing -> remembered.of(listing).isEmpty()));
    }

    private Map<String, KafkaFuture<Described>> describe(Stream<GroupListing> listings) {
        Map<GroupType, List<String>> byType = listings.collect(
                Collectors.groupingBy(FromKafka::type, Collectors.mapping(GroupListing::groupId, Collectors.toList())));
        Map<String, KafkaFuture<Described>> asked = new HashMap<>();
        byType.forEach((type, groups) -> inRequests(groups, request -> asked.putAll(describe(type, request))));
        return asked;
    }

    private Map<String, KafkaFuture<Described>> describe(GroupType type, List<String> groups) {
        Map<String, KafkaFuture<Described>> asked = new HashMap<>();
        switch (type) {
            // Not describeConsumerGroups, which asks for a group of the new protocol first, and backs off.
            case CLASSIC ->
                admin.describeClassicGroups(groups, timed(new DescribeClassicGroupsOptions()))
                        .describedGroups()
                        .forEach((id, answer) -> asked.put(id, answer.thenApply(FromKafka::described)));
            case CONSUMER, UNKNOWN ->
                admin.describeConsumerGroups(groups, timed(new DescribeConsumerGroupsOptions()))
                        .describedGroups()
                        .forEach((id, answer) -> asked.put(id, answer.thenApply(FromKafka::described)));
            case STREAMS ->
                admin.describeStreamsGroups(groups, timed(new DescribeStreamsGroupsOptions()))
                        .describedGroups()
                        .forEach((id, answer) -> asked.put(id, answer.thenApply(FromKafka::described)));
            case SHARE ->
                admin.describeShareGroups(groups, timed(new DescribeShareGroupsOptions()))
                        .describedGroups()
                        .forEach((id, answer) -> asked.put(id, answer.thenApply(FromKafka::described)));
        }
        return asked;
    }

    /** What was asked or is remembered; a group of which neither holds is listed as one without members. */
    private Reading<Described> described(GroupListing listing, @Nullable KafkaFuture<Described> asked)
            throws InterruptedException {
        return asked == null
                ? Reading.taken(remembered
                        .of(listing)
                        .orElseGet(() -> new Described(FromKafka.state(listing), Roster.of(List.of()))))
                : Answers.await(asked);
    }

    private static Reading<Roster> members(Reading<Described> described) {
        return switch (described) {
            case Reading.Taken<Described>(Described group) -> Reading.taken(group.roster());
            case Reading.Missed<Described>(String reason) -> Reading.missed(reason);
        };
    }

    private Map<String, KafkaFuture<Map<PartitionId, Place>>> askCommitted(List<GroupListing> listings) {
        Map<String, KafkaFuture<Map<PartitionId, Place>>> asked = new HashMap<>();
        inRequests(ids(listings, type -> type != GroupType.SHARE), request -> {
            ListConsumerGroupOffsetsResult result = admin.listConsumerGroupOffsets(
                    each(request, new ListConsumerGroupOffsetsSpec()), timed(new ListConsumerGroupOffsetsOptions()));
            request.forEach(group -> asked.put(
                    group,
                    result.partitionsToOffsetAndMetadata(group)
                            .thenApply(committed -> FromKafka.offsets(committed, ids))));
        });
        inRequests(ids(listings, type -> type == GroupType.SHARE), request -> {
            ListShareGroupOffsetsResult result = admin.listShareGroupOffsets(
                    each(request, new ListShareGroupOffsetsSpec()), timed(new ListShareGroupOffsetsOptions()));
            request.forEach(group -> asked.put(
                    group, result.partitionsToOffsetInfo(group).thenApply(offsets -> FromKafka.places(offsets, ids))));
        });
        return asked;
    }

    private static List<String> ids(List<GroupListing> listings, Predicate<GroupType> wanted) {
        return listings.stream()
                .filter(listing -> wanted.test(FromKafka.type(listing)))
                .map(GroupListing::groupId)
                .toList();
    }

    private static <S> Map<String, S> each(List<String> groups, S spec) {
        return groups.stream().collect(Collectors.toMap(Function.identity(), _ -> spec));
    }

    private static List<GroupReading> withRecords(
            List<GroupReading> groups, Map<PartitionId, Reading<LogOffsets>> offsets, RecordReader reader) {
        Map<PartitionId, LogOffsets> known = new HashMap<>();
        offsets.forEach((partition, reading) -> {
            if (reading instanceof Reading.Taken<LogOffsets>(LogOffsets log)) {
                known.put(partition, log);
            }
        });
        Set<From> places = new HashSet<>();
        groups.forEach(group -> group.places().forEach((partition, place) -> places.add(from(partition, place))));
        Map<From, FirstRecord> first = reader.read(places, known);
        return groups.stream()
                .map(group ->
                        group.before((partition, place) -> Optional.ofNullable(first.get(from(partition, place)))))
                .toList();
    }

    private static From from(PartitionId partition, Place place) {
        return new From(partition, place.offset());
    }

    private static Set<PartitionId> partitionsOf(List<GroupReading> groups) {
        Set<PartitionId> partitions = new HashSet<>();
        for (GroupReading group : groups) {
            partitions.addAll(group.places().keySet());
            if (group.members() instanceof Reading.Taken<Roster>(Roster roster)) {
                roster.members().forEach(member -> partitions.addAll(member.assignment()));
            }
        }
        return partitions;
    }

    private void inRequests(List<String> groups, Consumer<List<String>> request) {
        groups.stream().gather(Gatherers.windowFixed(config.groupsPerRequest())).forEach(request);
    }

    private <O extends AbstractOptions<O>> O timed(O options) {
        return options.timeoutMs(config.callTimeoutMillis());
    }

    /** Gives the clients up without waiting for answers that nobody will read. */
    @Override
    public void close() {
        records.ifPresent(RecordReader::close);
        admin.close(Duration.ZERO);
    }
}
